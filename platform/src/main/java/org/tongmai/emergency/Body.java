package org.tongmai.emergency;

/** Which authority of a division commands an event. */
public enum Body {
    /** 疾病预防控制机构. */
    CDC,
    /** 卫生健康委员会. */
    COMMISSION
}
