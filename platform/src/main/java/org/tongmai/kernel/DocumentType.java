package org.tongmai.kernel;

import java.util.Optional;

/**
 * What kind of document identifies a person (身份证件类别): the codes of CV02.01.101 and the FHIR identifier system that
 * carries the number. A birth certificate and a health card have no code of their own there and count as 99 (其他).
 */
public enum DocumentType {
    /** 居民身份证, and the residence permits and foreigner's permanent residence permits numbered alike. */
    RESIDENT_NUMBER("01", "urn:oid:" + DocumentType.RESIDENT_NUMBER_OID),
    /** 户口簿. */
    HOUSEHOLD_REGISTER("02", DocumentType.OWN + "household-register"),
    /** 护照. */
    PASSPORT("03", DocumentType.OWN + "passport"),
    /** 军官证. */
    OFFICER("04", DocumentType.OWN + "officer"),
    /** 驾驶证. */
    DRIVING_LICENCE("05", DocumentType.OWN + "driving-licence"),
    /** 港澳居民来往内地通行证. */
    HK_MACAU_PERMIT("06", DocumentType.OWN + "hk-macau-permit"),
    /** 台湾居民来往大陆通行证. */
    TAIWAN_PERMIT("07", DocumentType.OWN + "taiwan-permit"),
    /** 出生医学证明. */
    BIRTH_CERTIFICATE("99", DocumentType.OWN + "birth-certificate"),
    /** 社会保障卡, 居民健康卡. */
    CARD("99", DocumentType.OWN + "card");

    /** The object identifier under which resident numbers stand (WS/T 482). */
    public static final String RESIDENT_NUMBER_OID = "2.16.156.10011.1.3";

    private static final String OWN = "https://tongmai.org/fhir/identifier/";

    private final String code;
    private final String system;

    DocumentType(String code, String system) {
        this.code = code;
        this.system = system;
    }

    /** The code of CV02.01.101. */
    public String code() {
        return code;
    }

    /** The FHIR identifier system. */
    public String system() {
        return system;
    }

    /** The type whose number stands under this FHIR identifier system. */
    public static Optional<DocumentType> ofSystem(String system) {
        for (DocumentType type : values()) {
            if (type.system.equals(system)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The type of a code of CV02.01.101; empty for 99 (其他), which does not say which document it is. */
    public static Optional<DocumentType> ofCode(String code) {
        for (DocumentType type : values()) {
            if (type.code.equals(code) && !code.equals("99")) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
