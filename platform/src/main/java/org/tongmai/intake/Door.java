package org.tongmai.intake;

/** Which way a message came. */
public enum Door {
    /** FHIR over REST. */
    FHIR,
    /** HL7 v2, over MLLP or HTTP. */
    HL7V2,
    /** CDA R2 documents, over HTTP. */
    CDA,
    /** Rows of tables: CSV, Excel, NDJSON. */
    TABLE
}
