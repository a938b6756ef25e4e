package org.tongmai.surveillance.evaluate;

/**
 * What came of one threshold.
 *
 * @param threshold an alarm is given above it
 * @param outbreaks that were to be found
 * @param found of them within the days
 * @param alarms signals that were raised
 * @param truly of them in an outbreak of any size
 * @param countyQuarters that were looked at
 * @param delays days from the third case to the first alarm, of outbreaks that were found at all: quartile, median, quartile; before the
 *     third case below 0; {@code NaN} where none was found
 */
@SuppressWarnings("ArrayRecordComponent") // three numbers that go into a table
public record Performance(
        double threshold, int outbreaks, int found, int alarms, int truly, double countyQuarters, double[] delays) {

    public double sensitivity() {
        return outbreaks == 0 ? Double.NaN : (double) found / outbreaks;
    }

    public double falsePerCountyQuarter() {
        return (alarms - truly) / countyQuarters;
    }

    public double positivePredictiveValue() {
        return alarms == 0 ? Double.NaN : (double) truly / alarms;
    }
}
