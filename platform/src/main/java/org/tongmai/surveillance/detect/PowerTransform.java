package org.tongmai.surveillance.detect;

/** The power of a count that is nearly normal: 2/3 takes out skewness, 1/2 makes the variance steady. */
public enum PowerTransform {
    TWO_THIRDS("2/3"),
    HALF("1/2"),
    NONE("none");

    private final String word;

    PowerTransform(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    /**
     * The larger end of the prediction interval; an end that is not defined is no end.
     *
     * @param mean predicted
     * @param tau dispersion with the error of the prediction
     * @param quantile of the normal distribution
     */
    double upper(double mean, double tau, double quantile) {
        double middle = raise(mean);
        double error =
                switch (this) {
                    case NONE -> Math.sqrt(mean * tau);
                    case HALF -> Math.sqrt(tau / 4);
                    case TWO_THIRDS -> Math.sqrt(4.0 / 9 * Math.cbrt(mean) * tau);
                };
        double one = lower(middle - quantile * error);
        double other = lower(middle + quantile * error);
        return Double.isNaN(one) ? other : Double.isNaN(other) ? one : Math.max(one, other);
    }

    private double raise(double count) {
        return switch (this) {
            case NONE -> count;
            case HALF -> Math.sqrt(count);
            case TWO_THIRDS -> Math.cbrt(count) * Math.cbrt(count);
        };
    }

    private double lower(double raised) {
        return switch (this) {
            case NONE -> raised;
            case HALF -> raised * raised;
            case TWO_THIRDS -> raised * Math.sqrt(raised);
        };
    }
}
