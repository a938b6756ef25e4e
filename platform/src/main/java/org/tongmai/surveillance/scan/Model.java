package org.tongmai.surveillance.scan;

/** What cases are thought to do where nothing happens. */
public enum Model {
    /**
     * Cases of a place and period are Poisson, in proportion to what is expected there.
     *
     * @see <a href="https://doi.org/10.1080/03610929708831995">Kulldorff 1997, doi 10.1080/03610929708831995</a>
     */
    POISSON,
    /** Each person of the population is a case or not, everywhere with the same chance; Kulldorff 1997 too. */
    BINOMIAL,
    /**
     * Cases have a place and a time, and the two have nothing to do with each other. Needs no population; finds a surge, not a place that
     * always has more.
     *
     * @see <a href="https://doi.org/10.1371/journal.pmed.0020059">Kulldorff et al. 2005, doi 10.1371/journal.pmed.0020059</a>
     */
    PERMUTATION
}
