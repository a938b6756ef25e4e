package org.tongmai.intake.conformance;

/** What is wrong with a hospital, each in one thing; and the check that must find it. */
enum Defect {
    STRAY_BYTES("transport.frame"),
    FRAME_WITHOUT_RETURN("transport.frame-end"),
    LINE_FEEDS("transport.segment-ends"),
    CONNECTION_FOR_EACH_MESSAGE("transport.connection-kept"),
    STAYS_AWAY_WHEN_DISCONNECTED("transport.reconnects"),
    DOES_NOT_WAIT("transport.waits"),

    DAY_ONLY_IN_HEADER("structure.message-time"),
    LONG_CONTROL_ID("structure.control-id"),
    OTHER_STRUCTURE("structure.message-type"),
    SMALL_LETTERS_IN_TYPE("structure.message-type"),
    VERSION_3("structure.version"),
    NO_PROCESSING_ID("structure.processing"),
    NO_EVENT_SEGMENT("structure.segments"),
    VISIT_BEFORE_PATIENT("structure.order"),
    SET_IDS_ALL_ONE("structure.numbering"),
    OTHER_EVENT("structure.event"),
    TEXT_NOT_ESCAPED("structure.escapes"),

    WRONG_INSTITUTION_CODE("identifier.institution"),
    WRONG_CHECK_DIGIT("identifier.resident-number"),
    OTHER_BIRTH_THAN_NUMBER("identifier.resident-number-birth"),
    OTHER_SEX_THAN_NUMBER("identifier.resident-number-sex"),
    LOCAL_ID_WITHOUT_TYPE("identifier.local-id"),
    LOCAL_ID_GIVEN_AGAIN("identifier.local-id-one-person"),
    LOCAL_ID_CHANGES("identifier.local-id-stable"),
    NO_VISIT_NUMBER("identifier.visit-number"),
    VISIT_NUMBER_GIVEN_AGAIN("identifier.visit-one-patient"),
    NO_REPORT_NUMBER("identifier.order-number"),

    SEX_IN_DIGITS("code.sex"),
    DIAGNOSIS_WITHOUT_POINT("code.diagnosis-form"),
    TWO_EDITIONS_OF_ICD("code.diagnosis-dialect"),
    DIAGNOSIS_WITHOUT_SYSTEM("code.diagnosis-system"),
    LOCAL_UNIT("code.unit"),
    ITEM_WITHOUT_NAME("code.item"),
    WRONG_LOINC("code.loinc"),
    DEPARTMENT_RENAMED("code.department"),
    VISIT_CLASS_IN_WORDS("code.visit-class"),
    RESULT_STATUS_IN_WORDS("code.result-status"),
    ETHNICITY_IN_WORDS("code.ethnicity"),

    BORN_AFTER_VISIT("consistency.birth-visit"),
    DISCHARGED_BEFORE_ADMISSION("consistency.admission-discharge"),
    RESULT_BEFORE_SPECIMEN("consistency.specimen-result"),
    SPECIMEN_BEFORE_ORDER("consistency.order-result"),
    MAN_WHO_GIVES_BIRTH("consistency.sex-diagnosis"),
    OTHER_NAME_IN_RESULT("consistency.identity"),
    RESULT_OF_UNKNOWN_VISIT("consistency.visit-known"),

    SLASHES_IN_TIME("time.form"),
    CLOCK_AHEAD("time.clock"),
    SENT_DAYS_LATER("time.timely"),
    OUT_OF_ORDER("time.order"),

    CHARACTERS_NOT_DECLARED("character.declared"),
    GBK_DECLARED_AS_UTF8("character.true"),
    RARE_CHARACTER_LOST("character.rare"),
    OTHER_DOT_IN_NAME("character.middle-dot"),

    CORRECTION_NOT_MARKED("correction.result"),
    CANCEL_OF_UNKNOWN_VISIT("correction.cancel"),
    MERGE_WITH_ITSELF("correction.merge"),
    MERGED_NUMBER_STILL_USED("correction.merged-number"),

    COMPARATOR_IN_NUMBER("result.number"),
    NUMBER_WITHOUT_UNIT("result.unit"),
    RANGE_REVERSED("result.range"),
    HIGH_FLAGGED_NORMAL("result.flag"),

    DOCUMENT_WITHOUT_CUSTODIAN("document.header"),
    DOCUMENT_OF_OTHER_TEMPLATE("document.kind"),
    DOCUMENT_OF_UNKNOWN_PATIENT("document.patient"),
    NARRATIVE_SAYS_OTHERWISE("document.narrative"),
    DOCUMENT_ID_GIVEN_AGAIN("document.version"),

    GIVES_UP_WITHOUT_ANSWER("acknowledgement.resends"),
    FORGETS_WHEN_DISCONNECTED("acknowledgement.resends-after-disconnect"),
    NEW_NUMBER_WHEN_REPEATED("acknowledgement.same-control-id"),
    NUMBERS_BEGIN_ANEW("acknowledgement.control-id-unique"),
    TAKES_ANY_ANSWER("acknowledgement.checks-answer"),
    REPEATS_AFTER_ERROR("acknowledgement.stops-after-error"),
    REPEATS_AFTER_REJECTION("acknowledgement.stops-after-reject"),
    STUCK_AFTER_ERROR("acknowledgement.goes-on"),
    OVERTAKES_THE_UNANSWERED("acknowledgement.in-order");

    private final String check;

    Defect(String check) {
        this.check = check;
    }

    /** The one check that fails because of it. */
    String check() {
        return check;
    }
}
