package org.tongmai.access;

/**
 * What somebody looks at a record for.
 *
 * @see <a href="http://terminology.hl7.org/ValueSet/v3-PurposeOfUse">HL7 v3 PurposeOfUse</a>
 */
public enum Purpose {
    /** Treatment (诊疗). */
    CARE("TREAT"),
    /** The person's own wish to see (本人查询). */
    SELF("PATRQT"),
    /** Emergency treatment (急救). */
    EMERGENCY("ETREAT"),
    /** A public-health duty under law (公共卫生). */
    PUBLIC_HEALTH("PUBHLTH"),
    /** Settlement of costs (结算). */
    SETTLEMENT("HPAYMT"),
    /** Supervision (监管). */
    SUPERVISION("HOPERAT"),
    /** Research (科研). */
    RESEARCH("HRESCH");

    private final String code;

    Purpose(String code) {
        this.code = code;
    }

    /** The code of {@code http://terminology.hl7.org/CodeSystem/v3-ActReason}. */
    public String code() {
        return code;
    }
}
