package org.tongmai.surveillance.scan;

/**
 * The log likelihood ratio of a cylinder in which the rate is higher than outside, against one rate everywhere. Rises with the cases inside
 * and falls with the measure inside, as long as the rate is higher; else 0.
 *
 * @param binomial whether the measure is people that are cases or not; else it is expected cases, in any unit
 * @param cases of the whole study
 * @param measure of the whole study
 * @see <a href="https://doi.org/10.1080/03610929708831995">Kulldorff 1997</a>
 */
record Likelihood(boolean binomial, double cases, double measure) {

    static Likelihood of(Study study, double cases) {
        return new Likelihood(study.model() == Model.BINOMIAL, cases, study.totalMeasure());
    }

    double ratio(double inside, double measured) {
        if (!higher(inside, measured)) {
            return 0;
        }
        double outside = cases - inside;
        double elsewhere = measure - measured;
        double rates =
                times(inside, inside / measured) + times(outside, outside / elsewhere) - times(cases, cases / measure);
        if (!binomial) {
            return Math.max(0, rates);
        }
        double well = measured - inside;
        double wellElsewhere = elsewhere - outside;
        return Math.max(
                0,
                rates
                        + times(well, well / measured)
                        + times(wellElsewhere, wellElsewhere / elsewhere)
                        - times(measure - cases, (measure - cases) / measure));
    }

    boolean higher(double inside, double measured) {
        return inside * measure > measured * cases && measured < measure;
    }

    /** Never below the ratio, and quick: (1+x)log(1+x) is at most x + x²/2, and (1-y)log(1-y) at most -y + y². */
    double bound(double inside, double measured) {
        double expected = measured * (cases / measure);
        double excess = inside - expected;
        double square = excess * excess;
        double poisson = square / (2 * expected) + square / (cases - expected);
        if (!binomial) {
            return poisson;
        }
        double well = measured - expected;
        return poisson + square / well + square / (2 * (measure - cases - well));
    }

    /** The measure below which so many cases give more than a ratio; negative where no measure does. */
    double threshold(double inside, double wanted) {
        double low = binomial ? inside : 0;
        if (binomial && !(ratio(inside, inside) > wanted)) {
            return -1;
        }
        double high = inside / cases * measure;
        for (int step = 0; step < 60 && high - low > 1e-9 * high; step++) {
            double middle = low == 0 ? high / 16 : (low + high) / 2;
            if (ratio(inside, middle) > wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high * (1 + 1e-6);
    }

    private static double times(double count, double factor) {
        return count == 0 ? 0 : count * Math.log(factor);
    }
}
