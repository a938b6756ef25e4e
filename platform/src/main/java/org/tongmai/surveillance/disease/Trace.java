package org.tongmai.surveillance.disease;

/**
 * What somebody who falls ill in an outbreak leaves in a series.
 *
 * @param group family of diseases; {@code *} for all
 * @param series {@value #CASE}, {@value #PAIR}, {@value #THIRD}, {@value #SPREAD}, or a code of what is counted
 * @param perIll events on average
 * @param delayDays from the onset until they are known, on average
 * @param pupils whether only pupils leave any
 */
public record Trace(String group, String series, double perIll, double delayDays, boolean pupils, Validity validity) {

    /** Reported cases of the family itself. */
    public static final String CASE = "CASE";

    /** Second cases of a site within two weeks. */
    public static final String PAIR = "PAIR";

    /** Third cases of a site within two weeks. */
    public static final String THIRD = "THIRD";

    /** Fourth and further cases of a site within two weeks. */
    public static final String SPREAD = "SPREAD";

    private static final String ALL = "*";
    private static final String ITEM = Source.ITEM + ALL;

    /** Whether it counts cases by the site that they have in common. */
    public boolean site() {
        return series.equals(PAIR) || series.equals(THIRD) || series.equals(SPREAD);
    }

    boolean of(String family) {
        return group.equals(ALL) || group.equals(family);
    }

    /** With the family's code where the line leaves the item open. */
    Trace in(String family) {
        return series.endsWith(ITEM)
                ? new Trace(
                        family, series.substring(0, series.length() - 1) + family, perIll, delayDays, pupils, validity)
                : this;
    }
}
