package org.tongmai.surveillance.fusion;

/**
 * What somebody who falls ill in an outbreak leaves in a source, as an operator knows it: roughly.
 *
 * @param perIll events on average, above 0
 * @param delayDays from the onset until it is known, on average
 * @param pupils whether only pupils leave something there
 */
public record Effect(double perIll, double delayDays, boolean pupils) {

    public Effect {
        if (!(perIll > 0 && perIll <= 100)) {
            throw new IllegalArgumentException("perIll: above 0, up to 100");
        }
        if (!(delayDays >= 0 && delayDays <= 30)) {
            throw new IllegalArgumentException("delayDays: 0 to 30");
        }
    }

    /** Events so many days after an onset: negative binomial of size 2. */
    double[] after(int days) {
        double size = 2;
        double failure = delayDays / (delayDays + size);
        double[] after = new double[days];
        double share = Math.pow(1 - failure, size);
        for (int k = 0; k < days; k++) {
            after[k] = perIll * share;
            share *= failure * (size + k) / (k + 1);
        }
        return after;
    }
}
