local DAYS = 365.24
local SOLAR_MASS = 4 * 3.141592653589793 ^ 2
local bodies = {
    {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR_MASS},
    {4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
     1.66007664274403694e-03 * DAYS, 7.69901118419740425e-03 * DAYS,
     -6.90460016972063023e-05 * DAYS, 9.54791938424326609e-04 * SOLAR_MASS},
    {8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
     -2.76742510726411870e-03 * DAYS, 4.99852801234917238e-03 * DAYS,
     2.30417297573763929e-05 * DAYS, 2.85885980666130812e-04 * SOLAR_MASS},
    {1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
     2.96460137564761618e-03 * DAYS, 2.37847173959480950e-03 * DAYS,
     -2.96589568540237556e-05 * DAYS, 4.36624404335156298e-05 * SOLAR_MASS},
    {1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
     2.68067772490389322e-03 * DAYS, 1.62824170038242295e-03 * DAYS,
     -9.51592254519715870e-05 * DAYS, 5.15138902046611451e-05 * SOLAR_MASS},
}

local function advance(dt, n)
    local count = #bodies
    for _ = 1, n do
        for i = 1, count do
            local a = bodies[i]
            for j = i + 1, count do
                local b = bodies[j]
                local dx, dy, dz = a[1] - b[1], a[2] - b[2], a[3] - b[3]
                local d2 = dx * dx + dy * dy + dz * dz
                local mag = dt / (d2 * d2 ^ 0.5)
                local b1, b2 = a[7] * mag, b[7] * mag
                a[4] = a[4] - dx * b2
                a[5] = a[5] - dy * b2
                a[6] = a[6] - dz * b2
                b[4] = b[4] + dx * b1
                b[5] = b[5] + dy * b1
                b[6] = b[6] + dz * b1
            end
        end
        for i = 1, count do
            local a = bodies[i]
            a[1] = a[1] + dt * a[4]
            a[2] = a[2] + dt * a[5]
            a[3] = a[3] + dt * a[6]
        end
    end
end

local function energy()
    local e = 0.0
    for i, a in ipairs(bodies) do
        e = e + a[7] * (a[4] * a[4] + a[5] * a[5] + a[6] * a[6]) / 2
        for j = i + 1, #bodies do
            local b = bodies[j]
            local dx, dy, dz = a[1] - b[1], a[2] - b[2], a[3] - b[3]
            e = e - a[7] * b[7] / (dx * dx + dy * dy + dz * dz) ^ 0.5
        end
    end
    return e
end

print(string.format('%.6f', energy()))
advance(0.01, tonumber(arg[1]) or 150000)
print(string.format('%.6f', energy()))
