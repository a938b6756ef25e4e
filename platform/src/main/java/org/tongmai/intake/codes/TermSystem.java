package org.tongmai.intake.codes;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Standard code systems in use in China by a short name, so that nobody needs to write their URL. Their tables are not shipped. */
public enum TermSystem {
    /** GB/T 14396-2016 疾病分类与代码. */
    ICD10_GB("疾病分类与代码 国标 GB/T 14396", "urn:oid:2.16.156.10011.2.3.3.11", CodeKind.DIAGNOSIS),
    /** 疾病分类与代码国家临床版 2.0. */
    ICD10_CLINICAL("疾病分类与代码 国家临床版 2.0", "https://tongmai.org/fhir/CodeSystem/icd-10-clinical", CodeKind.DIAGNOSIS),
    /** 医疗保障疾病诊断分类与代码 2.0. */
    ICD10_INSURANCE("疾病诊断 医保版 2.0", "https://tongmai.org/fhir/CodeSystem/icd-10-insurance", CodeKind.DIAGNOSIS),
    /** 手术操作分类代码国家临床版 3.0. */
    ICD9_CLINICAL("手术操作 国家临床版 3.0", "https://tongmai.org/fhir/CodeSystem/icd-9-cm-3-clinical", CodeKind.PROCEDURE),
    /** 医疗保障手术操作分类与代码 2.0. */
    ICD9_INSURANCE("手术操作 医保版 2.0", "https://tongmai.org/fhir/CodeSystem/icd-9-cm-3-insurance", CodeKind.PROCEDURE),
    /** WS/T 102 临床检验项目分类与代码. */
    LAB_WS102("临床检验项目 WS/T 102", "https://tongmai.org/fhir/CodeSystem/ws-t-102", CodeKind.LABORATORY),
    /** LOINC. */
    LOINC("LOINC", "http://loinc.org", CodeKind.LABORATORY),
    /** 医疗服务项目 医保. */
    SERVICE_INSURANCE("医疗服务项目 医保", "https://tongmai.org/fhir/CodeSystem/service-insurance", CodeKind.SERVICE),
    /** 医保药品分类与代码. */
    DRUG_INSURANCE("药品 医保", "https://tongmai.org/fhir/CodeSystem/drug-insurance", CodeKind.DRUG),
    /** 国家药管平台药品编码. */
    DRUG_YPID("药品 YPID", "https://tongmai.org/fhir/CodeSystem/drug-ypid", CodeKind.DRUG),
    /** Anatomical Therapeutic Chemical classification. */
    ATC("ATC", "http://www.whocc.no/atc", CodeKind.DRUG),
    /** The Unified Code for Units of Measure. */
    UCUM("UCUM", "http://unitsofmeasure.org", CodeKind.UNIT);

    private final String title;
    private final String url;
    private final CodeKind kind;

    TermSystem(String title, String url, CodeKind kind) {
        this.title = title;
        this.url = url;
        this.kind = kind;
    }

    public String title() {
        return title;
    }

    public String url() {
        return url;
    }

    public CodeKind kind() {
        return kind;
    }

    /** Such as {@code icd10-gb}. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** By its short name or its URL. */
    static Optional<TermSystem> of(String named) {
        return Arrays.stream(values())
                .filter(each -> each.shortName().equalsIgnoreCase(named) || each.url.equals(named))
                .findFirst();
    }
}
