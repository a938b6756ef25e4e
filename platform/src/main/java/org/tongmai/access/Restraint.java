package org.tongmai.access;

/** Whether an account's reading is held back. It stands in the account, which each request reads anyway. */
public enum Restraint {
    FREE,
    /** So many patients a minute. */
    THROTTLED,
    /** None but in an emergency, until a person decides. */
    FROZEN
}
