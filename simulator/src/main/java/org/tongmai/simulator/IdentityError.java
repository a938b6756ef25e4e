package org.tongmai.simulator;

/** What goes wrong when an institution writes down who somebody is; {@code error-rates.tsv} says how often and explains. */
public enum IdentityError {
    NEWBORN_NAME,
    NUMBER_MISSING,
    NUMBER_OF_RELATIVE,
    NUMBER_FIFTEEN,
    NUMBER_TRANSPOSED,
    NUMBER_DIGIT,
    NUMBER_PLACEHOLDER,
    NAME_HOMOPHONE,
    NAME_SHAPE,
    NAME_ORDER,
    NAME_RARE,
    NAME_DOT,
    PHONE_OLD,
    PHONE_MISSING,
    PHONE_PLACEHOLDER,
    PHONE_DIGIT,
    BIRTH_DIGIT,
    BIRTH_LUNAR,
    BIRTH_ROUNDED,
    SEX_WRONG,
    ADDRESS_MISSING,
    ADDRESS_PLACEHOLDER,
    ADDRESS_SHORT,
    REGISTERED_TWICE
}
