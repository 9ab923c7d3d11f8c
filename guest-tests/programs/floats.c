/* Floats of three sizes: loops that gcc vectorises, libm, conversions, rounding modes, text. */
#include "check.h"
#include <fenv.h>
#include <math.h>

#define N 2048
static double a[N], b[N], c[N];
static float f[N], g[N];
static int32_t k[N];
static long double e[64];

static void fill(void) {
    for (int i = 0; i < N; i++) {
        a[i] = unit() * 100 - 50;
        b[i] = unit() + 0.25;
        f[i] = (float)(unit() * 10 - 5);
        g[i] = (float)unit() + 0.5f;
        k[i] = (int32_t)next();
    }
}

static void arithmetic(void) {
    for (int i = 0; i < N; i++) c[i] = a[i] * b[i] + a[i] / b[i] - sqrt(b[i]);
    report("double", c, sizeof c);
    for (int i = 0; i < N; i++) f[i] = f[i] * g[i] + g[i] / (f[i] + 7.5f) - sqrtf(g[i]);
    report("float", f, sizeof f);
    for (int i = 0; i < N; i++) c[i] = (double)k[i] * 0.5 + (double)f[i];
    for (int i = 0; i < N; i++) k[i] = (int32_t)(c[i] * 0.25);
    report("convert", k, sizeof k);
    for (int i = 0; i < N; i++) c[i] = fma(a[i], b[i], c[i]);
    report("fma", c, sizeof c);
    double low = a[0], high = a[0];
    for (int i = 0; i < N; i++) {
        low = a[i] < low ? a[i] : low;
        high = a[i] > high ? a[i] : high;
    }
    printf("range %.17g %.17g\n", low, high);
}

static void library(void) {
    for (int i = 0; i < N; i++) c[i] = sin(a[i]) + cos(b[i]) * exp(b[i]) + log(b[i]) + pow(b[i], 1.5) + atan2(a[i], b[i]);
    report("libm", c, sizeof c);
    for (int i = 0; i < N; i++) c[i] = floor(a[i]) + ceil(b[i]) + rint(a[i]) + trunc(a[i]) + fmod(a[i], b[i]);
    report("integral", c, sizeof c);
    for (int i = 0; i < 64; i++) e[i] = (long double)a[i] / b[i] + sqrtl((long double)b[i]);
    for (int i = 0; i < 64; i++) printf("%s%.20Lg", i ? " " : "extended ", e[i]);
    printf("\n");
}

static void rounding(void) {
    static const int modes[] = {FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO};
    for (int m = 0; m < 4; m++) {
        fesetround(modes[m]);
        volatile double one = 1, three = 3, huge = 1e308, small = 5e-324;
        double q = one / three, d = -one / three, o = huge * 10, u = small / 2;
        printf("mode %d %a %a %a %a %ld\n", m, q, d, o, u, lrint(2.5));
    }
    fesetround(FE_TONEAREST);
    feclearexcept(FE_ALL_EXCEPT);
    volatile double zero = 0, x = 1;
    printf("flags %d", fetestexcept(FE_ALL_EXCEPT));
    x = x / 4;
    printf(" %d", fetestexcept(FE_ALL_EXCEPT));
    x = x / 3;
    printf(" %d", fetestexcept(FE_ALL_EXCEPT));
    x = x / zero;
    printf(" %d", fetestexcept(FE_ALL_EXCEPT));
    x = x * zero;
    printf(" %d %d\n", fetestexcept(FE_ALL_EXCEPT), isnan(x));
}

static void denormals(void) {
    volatile double x = 1e-300;
    double sum = 0;
    for (int i = 0; i < 80; i++) {
        x = x / 2;
        sum += x;
    }
    printf("denormal %a %a\n", x, sum);
}

int main(void) {
    fill();
    arithmetic();
    library();
    rounding();
    denormals();
    for (int i = 0; i < 16; i++) printf("%.3e %10.6f %g %.0f\n", a[i], b[i], a[i] * 1e20, a[i] * 1e10);
    return 0;
}
