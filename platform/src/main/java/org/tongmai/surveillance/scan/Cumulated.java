package org.tongmai.surveillance.scan;

/**
 * Numbers by place and duration: those of the last 1, 2, 3, ... periods of a place.
 *
 * @param values of place 0 with durations 1, 2, ..., then of place 1
 * @param durations how many
 */
record Cumulated(double[] values, int durations) {

    static Cumulated of(double[][] table, int durations) {
        double[] values = new double[table.length * durations];
        for (int i = 0; i < table.length; i++) {
            double sum = 0;
            for (int d = 0; d < durations; d++) {
                sum += table[i][table[i].length - 1 - d];
                values[i * durations + d] = sum;
            }
        }
        return new Cumulated(values, durations);
    }

    /** Of the first places of a list together, summed in its order. */
    double of(int[] list, int size, int duration) {
        double sum = 0;
        for (int k = 0; k < size; k++) {
            sum += values[list[k] * durations + duration];
        }
        return sum;
    }
}
