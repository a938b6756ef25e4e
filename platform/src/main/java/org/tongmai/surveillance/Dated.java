package org.tongmai.surveillance;

/** By which day cases are counted. */
public enum Dated {
    ONSET,
    DIAGNOSIS
}
