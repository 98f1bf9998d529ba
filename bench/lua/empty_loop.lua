local n = tonumber(arg[1]) or 40000000

local function loop(count)
    for i = 0, count - 1 do
    end
end

loop(n)
print(n - 1)
