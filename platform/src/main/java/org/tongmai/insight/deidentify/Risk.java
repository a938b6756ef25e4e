package org.tongmai.insight.deidentify;

/**
 * What a table tells of persons, in figures. Figures of groups are of those that are kept; {@code smallest} of what would be the
 * smallest group if nothing were left out.
 *
 * @param persons in the table as it was
 * @param rows in the table as it was
 * @param groups of rows that share all quasi-identifiers
 * @param smallest persons in the smallest group, nothing left out
 * @param k persons in the smallest group that is kept
 * @param suppressed rows that are left out
 * @param discernibility the sum over rows of how many rows each cannot be told from; a row that is left out counts as the whole table
 *     (Bayardo and Agrawal 2005)
 * @param loss share of the information of the quasi-identifiers that is lost, 0 to 1 (non-uniform entropy, Gionis and Tassa 2009)
 * @param distinct fewest different sensitive values in a group (distinct l-diversity); 0 without a sensitive column
 * @param entropy smallest exponent of the entropy of the sensitive values of a group (entropy l-diversity, Machanavajjhala et al.
 *     2007); 0 without a sensitive column
 * @param distance largest distance of the sensitive values of a group from those of the table, values being equally far from each
 *     other (t-closeness, Li et al. 2007)
 * @see <a href="https://doi.org/10.1109/ICDE.2005.42">Bayardo and Agrawal 2005</a>
 * @see <a href="https://doi.org/10.1145/1217299.1217302">Machanavajjhala et al. 2007</a>
 * @see <a href="https://doi.org/10.1109/ICDE.2007.367856">Li et al. 2007</a>
 */
public record Risk(
        int persons,
        long rows,
        int groups,
        int smallest,
        int k,
        long suppressed,
        double discernibility,
        double loss,
        int distinct,
        double entropy,
        double distance) {

    /** Share of rows that are left out. */
    public double suppressedShare() {
        return rows == 0 ? 0 : (double) suppressed / rows;
    }
}
