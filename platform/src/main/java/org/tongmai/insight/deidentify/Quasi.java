package org.tongmai.insight.deidentify;

/**
 * A column by which somebody could be recognised, and how far it may be made coarser.
 *
 * @param column its word
 * @param least the finest form that may leave
 * @param most the coarsest form that is still of use
 */
public record Quasi(String column, Hierarchy hierarchy, int least, int most) {
    public Quasi {
        if (least < 0 || most < least || most > hierarchy.top()) {
            throw new IllegalArgumentException("steps of " + column + " are out of order");
        }
    }
}
