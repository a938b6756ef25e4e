package org.tongmai.healthcode;

/** A card or local patient number that stands for a code. */
public enum CardKind {
    /** 社会保障卡. */
    SOCIAL_SECURITY,
    /** 居民健康卡, the physical one. */
    HEALTH_CARD,
    /** 院内就诊卡: an old card of one institution. */
    HOSPITAL_CARD,
    /** 院内患者号: the patient number of one institution. */
    LOCAL_PATIENT;

    /** Whether the number is unique within one institution only. */
    boolean local() {
        return this == HOSPITAL_CARD || this == LOCAL_PATIENT;
    }
}
