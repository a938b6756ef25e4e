package org.tongmai.emergency;

/** How an illness ended. */
public enum Ending {
    RECOVERED,
    DIED
}
