/*
 * Doubles as decimal digits and back, by integer arithmetic alone.
 *
 * Exact digits: m * 2^-k = (m * 5^k) / 10^k, with the product in base 10^9. Shortest digits:
 * Raffaello Giulietti, "The Schubfach way to render doubles", 2021. Back to a double: bounds from
 * below and above by a product with a 128-bit power of ten; where they disagree, the digits are
 * compared with the exact point half way between two neighbouring doubles.
 */
#include "base/number/number_in.h"

#define MANTISSA_BITS  52
#define HIDDEN_BIT     (UINT64_C(1) << MANTISSA_BITS)
#define SIGN_BIT       (UINT64_C(1) << 63)
#define INFINITY_BITS  UINT64_C(0x7ff0000000000000)

#define LIMB_BASE      UINT64_C(1000000000)
#define LIMB_DIGITS    9
#define LIMB_COUNT_MAX 90 /* 810 digits; the longest number has 768 */

/*
 * 5^13 and 2^29 are the largest powers whose product with a limb and a carry stays within 64 bits.
 */
#define FIVES_AT_ONCE UINT64_C(1220703125)
#define FIVES_COUNT   13
#define TWOS_COUNT    29

_Static_assert(LIMB_COUNT_MAX *LIMB_DIGITS >= 768, "the longest exact value fits");

BinaryParts pd_number_split(uint64_t bits)
{
    uint64_t fraction = bits & (HIDDEN_BIT - 1);
    int biased = (int)(bits >> MANTISSA_BITS & 0x7ff);
    pd_assert(biased != 0x7ff);
    if (biased == 0) {
        return (BinaryParts){fraction, -1074};
    }
    return (BinaryParts){fraction | HIDDEN_BIT, biased - 1075};
}

typedef struct Limbs {
    uint32_t limb[LIMB_COUNT_MAX]; /* least significant first */
    size_t count;
} Limbs;

static void limbs_multiply(Limbs *n, uint64_t factor)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < n->count; i++) {
        uint64_t product = n->limb[i] * factor + carry;
        n->limb[i] = (uint32_t)(product % LIMB_BASE);
        carry = product / LIMB_BASE;
    }
    while (carry > 0) {
        pd_assert(n->count < LIMB_COUNT_MAX);
        n->limb[n->count++] = (uint32_t)(carry % LIMB_BASE);
        carry /= LIMB_BASE;
    }
}

static void drop_trailing_zeros(NumberDigits *digits)
{
    while (digits->count > 0 && digits->digits[digits->count - 1] == 0) {
        digits->count--;
    }
}

static void limbs_to_digits(const Limbs *n, NumberDigits *out)
{
    out->count = 0;
    for (size_t i = n->count; i-- > 0;) {
        uint32_t divisor = (uint32_t)(LIMB_BASE / 10);
        for (uint32_t rest = n->limb[i]; divisor > 0; divisor /= 10) {
            uint8_t digit = (uint8_t)(rest / divisor);
            rest %= divisor;
            if (digit != 0 || out->count > 0) {
                out->digits[out->count++] = digit;
            }
        }
    }
}

void pd_number_expand(uint64_t m, int exponent, NumberDigits *out)
{
    out->count = 0;
    out->point = 0;
    out->negative = false;
    out->inexact = false;
    if (m == 0) {
        return;
    }
    if (exponent < 0) {
        int zeros = (int)pd_ctz64(m);
        int shift = zeros < -exponent ? zeros : -exponent;
        m >>= shift;
        exponent += shift;
    }
    Limbs n = {.count = 0};
    for (; m > 0; m /= LIMB_BASE) {
        n.limb[n.count++] = (uint32_t)(m % LIMB_BASE);
    }
    int fives = exponent < 0 ? -exponent : 0;
    for (int left = fives; left > 0; left -= FIVES_COUNT) {
        uint64_t factor = FIVES_AT_ONCE;
        for (int i = left; i < FIVES_COUNT; i++) {
            factor /= 5;
        }
        limbs_multiply(&n, factor);
    }
    for (int left = exponent; left > 0; left -= TWOS_COUNT) {
        limbs_multiply(&n, UINT64_C(1) << (left < TWOS_COUNT ? left : TWOS_COUNT));
    }
    limbs_to_digits(&n, out);
    out->point = out->count - fives;
    drop_trailing_zeros(out);
}

void pd_number_exact(double value, NumberDigits *out)
{
    BinaryParts parts = pd_number_split(pd_double_bits(value) & ~SIGN_BIT);
    pd_number_expand(parts.m, parts.exponent, out);
    out->negative = (pd_double_bits(value) & SIGN_BIT) != 0;
}

static bool rounds_up(const NumberDigits *digits, int count)
{
    if (digits->digits[count] != 5) {
        return digits->digits[count] > 5;
    }
    if (count + 1 < digits->count) {
        return true;
    }
    return count > 0 && digits->digits[count - 1] % 2 != 0;
}

void pd_number_round_digits(NumberDigits *digits, int64_t count)
{
    if (count >= digits->count) {
        return;
    }
    bool up = count >= 0 && rounds_up(digits, (int)count);
    digits->count = count > 0 ? (int)count : 0;
    if (up) {
        while (digits->count > 0 && digits->digits[digits->count - 1] == 9) {
            digits->count--;
        }
        if (digits->count > 0) {
            digits->digits[digits->count - 1]++;
        } else {
            digits->digits[0] = 1;
            digits->count = 1;
            digits->point++;
        }
    }
    drop_trailing_zeros(digits);
}

/* ── words ── */

const uint64_t pd_number_powers_of_ten[20] = {UINT64_C(1),
                                              UINT64_C(10),
                                              UINT64_C(100),
                                              UINT64_C(1000),
                                              UINT64_C(10000),
                                              UINT64_C(100000),
                                              UINT64_C(1000000),
                                              UINT64_C(10000000),
                                              UINT64_C(100000000),
                                              UINT64_C(1000000000),
                                              UINT64_C(10000000000),
                                              UINT64_C(100000000000),
                                              UINT64_C(1000000000000),
                                              UINT64_C(10000000000000),
                                              UINT64_C(100000000000000),
                                              UINT64_C(1000000000000000),
                                              UINT64_C(10000000000000000),
                                              UINT64_C(100000000000000000),
                                              UINT64_C(1000000000000000000),
                                              UINT64_C(10000000000000000000)};

static const char digit_pairs[201] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546"
    "4748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293"
    "949596979899";

void pd_number_put_digits(uint64_t value, char *end)
{
    for (; value > UINT32_MAX; value /= 100) {
        end -= 2;
        memcpy(end, digit_pairs + 2 * (value % 100), 2);
    }
    uint32_t rest = (uint32_t)value; /* to divide it takes less */
    for (; rest >= 100; rest /= 100) {
        end -= 2;
        memcpy(end, digit_pairs + 2 * (rest % 100), 2);
    }
    if (rest >= 10) {
        memcpy(end - 2, digit_pairs + 2 * rest, 2);
    } else {
        end[-1] = (char)('0' + rest);
    }
}

size_t pd_number_decimal(int64_t value, char out[NUMBER_DECIMAL_BYTES])
{
    uint64_t size = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    size_t length = pd_number_digit_count(size) + (value < 0);
    out[0] = '-';
    pd_number_put_digits(size, out + length);
    return length;
}

typedef struct Decimal {
    uint64_t digits;
    int exponent;
} Decimal;

static void spread_digits(Decimal decimal, NumberDigits *out)
{
    char text[NUMBER_DECIMAL_BYTES] = {0};
    uint32_t count = decimal.digits == 0 ? 0 : pd_number_digit_count(decimal.digits);
    pd_number_put_digits(decimal.digits, text + (count == 0 ? 1 : count));
    for (uint32_t i = 0; i < count; i++) {
        out->digits[i] = (uint8_t)(text[i] - '0');
    }
    out->count = (int)count;
    out->point = (int)count + decimal.exponent;
    drop_trailing_zeros(out);
}

/* ── a number of places ── */

/* m * 2^exponent * 10^places to the nearest integer, ties to even, where 128 bits hold all of it.
 */
static bool scale_exactly(BinaryParts parts, int64_t places, uint64_t *out)
{
    enum { PLACES_MAX = 19, SHIFT_MAX = 126 };
    if (places < 0 || places > PLACES_MAX || parts.exponent >= 0 || parts.exponent < -SHIFT_MAX) {
        return false;
    }
    Uint128 product = (Uint128)parts.m * pd_number_powers_of_ten[places];
    Uint128 whole = product >> -parts.exponent;
    Uint128 rest = product - (whole << -parts.exponent);
    Uint128 half = (Uint128)1 << (-parts.exponent - 1);
    if (whole >= UINT64_MAX) {
        return false;
    }
    *out = (uint64_t)whole + (rest > half || (rest == half && (whole & 1) != 0));
    return true;
}

void pd_number_fixed(double value, int64_t places, NumberDigits *out)
{
    uint64_t bits = pd_double_bits(value);
    uint64_t scaled;
    if (scale_exactly(pd_number_split(bits & ~SIGN_BIT), places, &scaled)) {
        out->negative = (bits & SIGN_BIT) != 0;
        out->inexact = false;
        spread_digits((Decimal){scaled, (int)-places}, out);
        return;
    }
    pd_number_exact(value, out);
    pd_number_round_digits(out, (int64_t)out->point + places);
}

/* scaled / 10^places with all of its places: the length of the text. */
static size_t put_fixed(uint64_t scaled, uint32_t places, bool negative,
                        char out[NUMBER_REPR_BYTES])
{
    char digits[2 * NUMBER_DECIMAL_BYTES];
    char *end = digits + sizeof digits;
    uint32_t count = pd_number_digit_count(scaled);
    pd_assert(places <= NUMBER_DECIMAL_BYTES);
    pd_number_put_digits(scaled, end);
    for (; count <= places; count++) {
        *(end - count - 1) = '0';
    }
    out[0] = '-';
    uint8_t *at = (uint8_t *)out + negative;
    uint32_t whole = count - places;
    pd_bytes_move(at, (const uint8_t *)end - count, whole);
    if (places == 0) {
        return negative + whole;
    }
    at[whole] = '.';
    pd_bytes_move(at + whole + 1, (const uint8_t *)end - places, places);
    return negative + count + 1;
}

size_t pd_number_fixed_text(double value, int places, char out[NUMBER_REPR_BYTES])
{
    uint64_t bits = pd_double_bits(value);
    uint64_t scaled = 0;
    if (!scale_exactly(pd_number_split(bits & ~SIGN_BIT), places, &scaled)) {
        return 0;
    }
    return put_fixed(scaled, (uint32_t)places, (bits & SIGN_BIT) != 0, out);
}

/* ── shortest ── */

/*
 * The product of a 128-bit power and a word, rounded to odd: the bits above 2^128, the last one
 * sticky.
 */
static uint64_t multiply_to_odd(const uint64_t power[2], uint64_t word)
{
    Uint128 low = (Uint128)power[1] * word;
    Uint128 high = (Uint128)power[0] * word + (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* Figure 9 of the paper, with the bounds v, vl, vr scaled by 4 * 10^-k. */
static Decimal schubfach(uint64_t c, int q, bool is_power_of_two)
{
    int k = (q * 1262611 - (is_power_of_two ? 524031 : 0)) >> 22;
    int shift = q + pd_number_log2_of_power(-k) + 1;
    uint64_t power[2] = {pd_number_powers[-k - NUMBER_POWER_MIN][0],
                         pd_number_powers[-k - NUMBER_POWER_MIN][1]};
    if (-k < 0 || -k > NUMBER_POWER_EXACT) {
        power[1]++; /* the method wants the power rounded up; no low word is all ones */
    }
    uint64_t odd = c & 1;
    uint64_t lower = multiply_to_odd(power, (4 * c - 2 + is_power_of_two) << shift) + odd;
    uint64_t middle = multiply_to_odd(power, 4 * c << shift);
    uint64_t upper = multiply_to_odd(power, (4 * c + 2) << shift) - odd;
    uint64_t s = middle / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool down_fits = lower <= 40 * tens;
        bool up_fits = 40 * tens + 40 <= upper;
        if (down_fits != up_fits) {
            return (Decimal){tens + up_fits, k + 1};
        }
    }
    bool down_fits = lower <= 4 * s;
    bool up_fits = 4 * s + 4 <= upper;
    if (down_fits != up_fits) {
        return (Decimal){s + up_fits, k};
    }
    bool up = middle > 4 * s + 2 || (middle == 4 * s + 2 && s % 2 != 0);
    return (Decimal){s + up, k};
}

/* The shortest digits of a finite value other than 0; they may end with zeros. */
static Decimal shortest(uint64_t bits)
{
    BinaryParts parts = pd_number_split(bits);
    int q = parts.exponent;
    if (q <= 0 && q > -53 && (parts.m & ((UINT64_C(1) << -q) - 1)) == 0) {
        return (Decimal){parts.m >> -q, 0}; /* an integer below 2^53 */
    }
    bool is_power_of_two = parts.m == HIDDEN_BIT && bits >> MANTISSA_BITS > 1;
    return schubfach(parts.m, q, is_power_of_two);
}

void pd_number_shortest(double value, NumberDigits *out)
{
    uint64_t bits = pd_double_bits(value);
    out->negative = (bits & SIGN_BIT) != 0;
    out->inexact = false;
    out->count = 0;
    out->point = 0;
    bits &= ~SIGN_BIT;
    if (bits != 0) {
        spread_digits(shortest(bits), out);
    }
}

size_t pd_number_repr_text(double value, char out[NUMBER_REPR_BYTES])
{
    uint64_t bits = pd_double_bits(value);
    bool negative = (bits & SIGN_BIT) != 0;
    bits &= ~SIGN_BIT;
    Decimal decimal = bits == 0 ? (Decimal){0, 0} : shortest(bits);
    if (decimal.exponent == 0 && decimal.digits < pd_number_powers_of_ten[16]) {
        return put_fixed(decimal.digits * 10, 1, negative, out);
    }
    for (uint32_t zeros = 8; zeros > 0; zeros /= 2) {
        if (decimal.digits % pd_number_powers_of_ten[zeros] == 0) {
            decimal.digits /= pd_number_powers_of_ten[zeros];
            decimal.exponent += (int)zeros;
        }
    }
    int point = (int)pd_number_digit_count(decimal.digits) + decimal.exponent;
    if (decimal.exponent >= 0 || point <= -4) {
        return 0;
    }
    return put_fixed(decimal.digits, (uint32_t)-decimal.exponent, negative, out);
}

/* ── digits to a double ── */

/* v * 2^exponent to the nearest double, ties to even; the top bit of v is bit 126 or 127. */
static uint64_t round_to_bits(Uint128 v, int exponent)
{
    v = v >> 2 | ((v & 3) != 0);
    int top = (v >> 125) != 0 ? 125 : 124;
    int binary = exponent + 2 + top;
    if (binary > 1023) {
        return INFINITY_BITS;
    }
    int shift = top - MANTISSA_BITS + (binary < -1022 ? -1022 - binary : 0);
    if (shift > 127) {
        return 0;
    }
    uint64_t m = (uint64_t)(v >> shift);
    Uint128 rest = v & (((Uint128)1 << shift) - 1);
    Uint128 half = (Uint128)1 << (shift - 1);
    m += rest > half || (rest == half && (m & 1) != 0);
    /* A carry out of m raises the exponent by itself, up to infinity. */
    return binary < -1022 ? m : ((uint64_t)(binary + 1022) << MANTISSA_BITS) + m;
}

/* floor(word * power / 2^64); *cut tells whether bits were lost. */
static Uint128 multiply_high(const uint64_t power[2], uint64_t word, bool *cut)
{
    Uint128 low = (Uint128)power[1] * word;
    *cut = (uint64_t)low != 0;
    return (Uint128)power[0] * word + (uint64_t)(low >> 64);
}

/*
 * Whether everything in [v, v + 2] is rounded to the same double, no subnormal one: no middle
 * between two doubles lies there.
 */
static bool is_far_from_middle(Uint128 v)
{
    const int dropped = (v >> 127) != 0 ? 127 - MANTISSA_BITS : 126 - MANTISSA_BITS;
    const Uint128 middle = (Uint128)1 << (dropped - 1);
    const Uint128 rest = v & (2 * middle - 1);
    return rest + 2 < middle || rest > middle;
}

/*
 * Whether the digits are below (-1), at (0) or above (1) the middle between this double and the
 * next.
 */
static int compare_with_middle(const NumberDigits *digits, uint64_t bits)
{
    BinaryParts parts = pd_number_split(bits);
    NumberDigits middle;
    pd_number_expand(2 * parts.m + 1, parts.exponent - 1, &middle);
    if (digits->point != middle.point) {
        return digits->point < middle.point ? -1 : 1;
    }
    int common = digits->count < middle.count ? digits->count : middle.count;
    int order = memcmp(digits->digits, middle.digits, (size_t)common);
    if (order != 0) {
        return order < 0 ? -1 : 1;
    }
    if (digits->count != middle.count) {
        return digits->count < middle.count ? -1 : 1;
    }
    return digits->inexact;
}

static uint64_t digits_to_bits(const NumberDigits *digits)
{
    enum { NORMAL_POINT_MIN = -306 };
    if (digits->count == 0 || digits->point < -323) {
        return 0;
    }
    if (digits->point > 309) {
        return INFINITY_BITS;
    }
    int taken = digits->count < 19 ? digits->count : 19;
    uint64_t word = 0;
    for (int i = 0; i < taken; i++) {
        word = word * 10 + digits->digits[i];
    }
    bool more = taken < digits->count || digits->inexact;
    int k = digits->point - taken;
    const uint64_t *power = pd_number_powers[k - NUMBER_POWER_MIN];
    unsigned shift = pd_clz64(word);
    int exponent = 64 + pd_number_log2_of_power(k) - 127 - (int)shift;
    bool cut;
    Uint128 low = multiply_high(power, word << shift, &cut);
    uint64_t bits = round_to_bits(low, exponent);
    bool exact_power = k >= 0 && k <= NUMBER_POWER_EXACT;
    bool is_normal = digits->point > NORMAL_POINT_MIN;
    if (!more && ((is_normal && is_far_from_middle(low)) || (!cut && exact_power))) {
        return bits;
    }
    /*
     * The true value lies in [low, high]: the power's lost bits and the floor add less than 1 each.
     */
    uint64_t word_above = word + more;
    bool overflow = pd_clz64(word_above) != shift;
    Uint128 high = multiply_high(power, word_above << (overflow ? 0 : shift), &cut) + 2;
    if (!overflow && round_to_bits(high, exponent) == bits) {
        return bits;
    }
    while (bits < INFINITY_BITS) {
        int order = compare_with_middle(digits, bits);
        if (order < 0 || (order == 0 && (bits & 1) == 0)) {
            break;
        }
        bits++;
    }
    return bits;
}

double pd_number_of_digits(const NumberDigits *digits)
{
    uint64_t sign = digits->negative ? SIGN_BIT : 0;
    return pd_double_of_bits(digits_to_bits(digits) | sign);
}

double pd_number_round(double value, int digit_count)
{
    uint64_t bits = pd_double_bits(value);
    if ((bits & ~SIGN_BIT) >= INFINITY_BITS || digit_count > 323) {
        return value;
    }
    NumberDigits digits;
    pd_number_fixed(value, digit_count, &digits);
    return pd_number_of_digits(&digits);
}
