package org.tongmai.intake.cda;

import java.io.IOException;
import java.util.Objects;

/** Documents for tests: one of each kind of WS/T 483 and WS/T 500, in our own words, and those of other makers. */
public final class SampleDocument {

    private static final String DE = "codeSystem=\"2.16.156.10011.2.2.1\" codeSystemName=\"卫生信息数据元目录\"";

    private SampleDocument() {}

    /** A document of other makers; where it is from stands beside it. */
    public static byte[] file(String name) throws IOException {
        try (var stream = SampleDocument.class.getResourceAsStream(name + ".xml")) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }

    /** A document of that kind, such as {@code C0053}. */
    public static String of(String code) {
        return of(Kind.ofCode(code).orElseThrow());
    }

    /** A document of that kind: header, sections and entries as such documents are sent, with all types of values. */
    static String of(Kind kind) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <realmCode code="CN"/>
                  <typeId root="2.16.840.1.113883.1.3" extension="POCD_MT000040"/>
                  <templateId root="%s"/>
                  <id root="2.16.156.10011.1.1" extension="DOC-%s"/>
                  <code code="%s" codeSystem="2.16.156.10011.2.4" codeSystemName="卫生信息共享文档规范编码体系"/>
                  <title>%s</title>
                """.formatted(kind.template(), kind.code(), kind.code(), kind.name()) + HEADER + BODY
                + "</ClinicalDocument>\n";
    }

    private static final String HEADER = """
              <effectiveTime value="20260214154823"/>
              <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25" codeSystemName="Confidentiality" displayName="正常访问保密级别"/>
              <languageCode code="zh-CN"/>
              <setId root="2.16.156.10011.1.1" extension="SET-1"/>
              <versionNumber value="1"/>
              <recordTarget typeCode="RCT" contextControlCode="OP">
                <patientRole classCode="PAT">
                  <id root="2.16.156.10011.1.12" extension="ZY202602140017"/>
                  <id root="2.16.156.10011.1.13" extension="BA00981723"/>
                  <id root="2.16.156.10011.1.2" extension="33010600100200017"/>
                  <id root="2.16.156.10011.1.24" extension="SQ7781"/>
                  <addr use="H"><houseNumber>文三路 18 号</houseNumber><streetName>文三路</streetName><township>西溪街道</township>
                    <county>西湖区</county><city>杭州市</city><state>浙江省</state><postalCode>310012</postalCode></addr>
                  <telecom value="tel:13958123456"/>
                  <patient classCode="PSN" determinerCode="INSTANCE">
                    <id root="2.16.156.10011.1.3" extension="330106198003072330"/>
                    <name>𠮷䶮·阿卜杜拉</name>
                    <administrativeGenderCode code="1" codeSystem="2.16.156.10011.2.3.3.4" codeSystemName="生理性别代码表(GB/T 2261.1)" displayName="男性"/>
                    <birthTime value="19800307"/>
                    <maritalStatusCode code="20" codeSystem="2.16.156.10011.2.3.3.5" codeSystemName="婚姻状况代码表(GB/T 2261.2)" displayName="已婚"/>
                    <ethnicGroupCode code="05" codeSystem="2.16.156.10011.2.3.3.3" codeSystemName="民族类别代码表(GB 3304)" displayName="维吾尔族"/>
                    <age unit="岁" value="45"/>
                    <employerOrganization><name>西溪造船厂</name><telecom value="057188880000"/></employerOrganization>
                    <occupation><occupationCode code="24" codeSystem="2.16.156.10011.2.3.3.13" displayName="工人"/></occupation>
                  </patient>
                  <providerOrganization><id root="2.16.156.10011.1.5" extension="12330000470051726F"/><name>省立医院</name></providerOrganization>
                </patientRole>
              </recordTarget>
              <author typeCode="AUT" contextControlCode="OP">
                <time value="20260214153000"/>
                <assignedAuthor classCode="ASSIGNED">
                  <id root="2.16.156.10011.1.7" extension="YS0031"/>
                  <code code="2" codeSystem="2.16.156.10011.2.3.1.209" displayName="主任医师"/>
                  <assignedPerson><name>欧阳闰</name></assignedPerson>
                  <representedOrganization><id root="2.16.156.10011.1.26" extension="K12"/><name>神经内科</name></representedOrganization>
                </assignedAuthor>
              </author>
              <custodian typeCode="CST"><assignedCustodian classCode="ASSIGNED"><representedCustodianOrganization>
                <id root="2.16.156.10011.1.5" extension="12330000470051726F"/><name>省立医院</name>
              </representedCustodianOrganization></assignedCustodian></custodian>
              <legalAuthenticator><time value="20260214155000"/><signatureCode code="S"/>
                <assignedEntity><id root="2.16.156.10011.1.4" extension="YS0007"/><code displayName="科主任"/>
                  <assignedPerson><name>诸葛·玥</name></assignedPerson></assignedEntity></legalAuthenticator>
              <authenticator><time value="20260214154900"/><signatureCode/>
                <assignedEntity><id root="2.16.156.10011.1.4" extension="YS0044"/><code displayName="住院医师"/>
                  <assignedPerson><name>郝䲜</name></assignedPerson></assignedEntity></authenticator>
              <participant typeCode="NOT"><associatedEntity classCode="ECON"><code code="1" codeSystem="2.16.156.10011.2.3.3.8" displayName="配偶"/>
                <telecom value="13900001111"/><associatedPerson><name>古丽</name></associatedPerson></associatedEntity></participant>
              <relatedDocument typeCode="APND"><parentDocument><id root="2.16.156.10011.1.1" extension="DOC-OLD"/></parentDocument></relatedDocument>
              <componentOf><encompassingEncounter>
                <id root="2.16.156.10011.1.12" extension="ZY202602140017"/>
                <effectiveTime><low value="20260201091500"/><high value="20260214110000"/></effectiveTime>
                <location><healthCareFacility><serviceProviderOrganization><asOrganizationPartOf><wholeOrganization>
                  <id root="2.16.156.10011.1.22" extension="07"/>
                  <asOrganizationPartOf><wholeOrganization><id root="2.16.156.10011.1.21" extension="1203"/>
                    <asOrganizationPartOf><wholeOrganization><id root="2.16.156.10011.1.27" extension="W3"/><name>神经内科三病区</name></wholeOrganization></asOrganizationPartOf>
                  </wholeOrganization></asOrganizationPartOf>
                </wholeOrganization></asOrganizationPartOf></serviceProviderOrganization></healthCareFacility></location>
              </encompassingEncounter></componentOf>
            """;

    private static final String BODY = "<component><structuredBody>\n"
            + section("10154-3", text("DE04.01.119.00", "主诉", "左侧肢体无力 2 小时 < 3 h & 加重"))
            + section(
                    "48765-2",
                    "<entry><observation classCode=\"OBS\" moodCode=\"EVN\">" + code("DE02.10.023.00", "过敏史标志")
                            + "<value xsi:type=\"BL\" value=\"true\"/><entryRelationship typeCode=\"COMP\">"
                            + observation("DE02.10.022.00", "过敏史", "<value xsi:type=\"ST\">青霉素皮疹</value>")
                            + "</entryRelationship></observation></entry>")
            + section(
                    "8716-3",
                    quantity("DE04.10.174.00", "收缩压(mmHg)", "158", "mmHg")
                            + quantity("DE04.10.176.00", "舒张压(mmHg)", "96", "mmHg")
                            + quantity("DE04.10.186.00", "体温(℃)", "36.80", "℃")
                            + entry(observation(
                                    "DE04.10.118.00",
                                    "脉率(次/min)",
                                    "<effectiveTime value=\"202602010930\"/><value xsi:type=\"INT\" value=\"78\"/>")))
            + section(
                    "29548-5",
                    "<entry><organizer classCode=\"CLUSTER\" moodCode=\"EVN\"><statusCode/><component>"
                            + observation("DE05.01.025.00", "诊断名称", "<value xsi:type=\"ST\">急性脑梗死</value>")
                            + "</component><component>"
                            + observation(
                                    "DE05.01.024.00",
                                    "诊断代码",
                                    "<value xsi:type=\"CD\" code=\"I63.900\" codeSystem=\"2.16.156.10011.2.3.3.11\" codeSystemName=\"ICD-10\"/>")
                            + "</component></organizer></entry>"
                            + entry(
                                    observation(
                                            "DE05.10.130.00",
                                            "中医病名代码",
                                            "<effectiveTime value=\"20260201\"/><value xsi:type=\"CD\" code=\"BNG080\" displayName=\"中风\" codeSystem=\"2.16.156.10011.2.3.3.14\" codeSystemName=\"中医病证分类与代码表(GB/T 15657)\"/>"
                                                    + "<performer><assignedEntity><id/><representedOrganization><name>省立医院</name></representedOrganization></assignedEntity></performer>")))
            + section(
                    "30954-2",
                    text("DE04.30.018.00", "检验类别", "血脂")
                            + result("LDL-C", "低密度脂蛋白胆固醇", "4.35", "mmol/L", "2", "异常")
                            + result("HDL-C", "高密度脂蛋白胆固醇", "1.02", "mmol/L", "1", "正常"))
            + section(
                    "47519-4",
                    "<entry><procedure classCode=\"PROC\" moodCode=\"EVN\"><code code=\"39.7403\" codeSystem=\"2.16.156.10011.2.3.3.12\" codeSystemName=\"手术(操作)代码表(ICD-9-CM)\" displayName=\"脑动脉取栓术\"/>"
                            + "<statusCode code=\"completed\"/><effectiveTime><low value=\"20260201102000\"/><high value=\"20260201121000\"/></effectiveTime>"
                            + "<targetSiteCode code=\"9\" codeSystem=\"2.16.156.10011.2.3.1.266\" displayName=\"大脑\"/>"
                            + "<performer><assignedEntity><id root=\"2.16.156.10011.1.4\" extension=\"YS0009\"/><assignedPerson><name>端木骢</name></assignedPerson></assignedEntity></performer>"
                            + "<participant typeCode=\"DEV\"><participantRole><playingDevice><code displayName=\"取栓支架\"/></playingDevice></participantRole></participant>"
                            + "<entryRelationship typeCode=\"COMP\">"
                            + observation(
                                    "DE06.00.073.00",
                                    "麻醉方法代码",
                                    "<value xsi:type=\"CD\" code=\"1\" displayName=\"全身麻醉\" codeSystem=\"2.16.156.10011.2.3.1.159\" codeSystemName=\"麻醉方法代码表\"/>")
                            + "</entryRelationship></procedure></entry>")
            + section(
                    "10160-0",
                    "<entry><substanceAdministration classCode=\"SBADM\" moodCode=\"EVN\"><text/><effectiveTime xsi:type=\"IVL_TS\"><low value=\"20260202\"/><high value=\"20260214\"/></effectiveTime>"
                            + "<routeCode code=\"1\" displayName=\"口服\" codeSystem=\"2.16.156.10011.2.3.1.158\" codeSystemName=\"用药途径代码表\"/>"
                            + "<doseQuantity value=\"100\" unit=\"mg\"/><rateQuantity value=\"1\" unit=\"次/日\"/>"
                            + "<administrationUnitCode code=\"1\" displayName=\"片剂\" codeSystem=\"2.16.156.10011.2.3.1.211\"/>"
                            + "<consumable><manufacturedProduct><manufacturedLabeledDrug><code/><name>阿司匹林肠溶片</name></manufacturedLabeledDrug></manufacturedProduct></consumable>"
                            + "<entryRelationship typeCode=\"COMP\">"
                            + observation("DE08.50.043.00", "药物规格", "<value xsi:type=\"ST\">100 mg×30 片</value>")
                            + "</entryRelationship></substanceAdministration></entry>")
            + section(
                    "18776-5",
                    "<entry><observation classCode=\"OBS\" moodCode=\"INT\">" + code("DE06.00.300.00", "治则治法")
                            + "<value xsi:type=\"ST\">醒脑开窍</value></observation></entry>")
            + section(
                    "8648-8",
                    quantity("DE06.00.310.00", "实际住院天数", "13", "天")
                            + entry(observation(
                                    "DE06.00.218.00", "出院时间", "<value xsi:type=\"TS\" value=\"20260214110000\"/>"))
                            + entry(
                                    observation(
                                            "DE04.10.900.00",
                                            "血压范围",
                                            "<value xsi:type=\"IVL_PQ\"><low value=\"90\" unit=\"mmHg\"/><high value=\"140\" unit=\"mmHg\"/></value>"))
                            + entry(
                                    observation(
                                            "DE04.10.901.00",
                                            "滴度",
                                            "<value xsi:type=\"RTO_PQ_PQ\"><numerator value=\"1\"/><denominator value=\"320\"/></value>")))
            + section(
                    "48768-6",
                    entry(observation(
                            "DE07.00.004.00", "住院总费用", "<value xsi:type=\"MO\" value=\"28431.57\" currency=\"元\"/>")))
            + "<component><section><code code=\"LOCAL-77\" displayName=\"院内自定义章节\"/><title>护理小组意见</title>"
            + "<text><table><thead><tr><th>项目</th></tr></thead><tbody><tr><td colspan=\"2\">翻身每 2 小时 <content styleCode=\"Bold\">一次</content></td></tr></tbody></table></text>"
            + "</section></component>\n</structuredBody></component>\n";

    private static String section(String loinc, String entries) {
        return "<component><section><code code=\"" + loinc
                + "\" codeSystem=\"2.16.840.1.113883.6.1\" codeSystemName=\"LOINC\"/><text/>\n" + entries
                + "</section></component>\n";
    }

    private static String entry(String statement) {
        return "<entry typeCode=\"COMP\">" + statement + "</entry>\n";
    }

    private static String code(String element, String name) {
        return "<code code=\"" + element + "\" displayName=\"" + name + "\" " + DE + "/>";
    }

    private static String observation(String element, String name, String rest) {
        return "<observation classCode=\"OBS\" moodCode=\"EVN\">" + code(element, name) + rest + "</observation>";
    }

    private static String text(String element, String name, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        return entry(observation(element, name, "<value xsi:type=\"ST\">" + escaped + "</value>"));
    }

    private static String quantity(String element, String name, String value, String unit) {
        return entry(
                observation(element, name, "<value xsi:type=\"PQ\" value=\"" + value + "\" unit=\"" + unit + "\"/>"));
    }

    private static String result(String item, String name, String value, String unit, String flag, String words) {
        return entry(observation(
                        "DE04.30.019.00",
                        "检验项目代码",
                        "<effectiveTime value=\"20260202080000\"/><value xsi:type=\"CD\" code=\"" + item
                                + "\" displayName=\"" + name
                                + "\" codeSystem=\"2.16.156.10011.2.3.2.900\"/><entryRelationship typeCode=\"COMP\">"
                                + observation(
                                        "DE04.50.134.00",
                                        "标本类别",
                                        "<effectiveTime><low value=\"20260202073000\"/><high value=\"20260202075500\"/></effectiveTime><value xsi:type=\"ST\">静脉血</value>")
                                + "</entryRelationship>"))
                + entry(observation(
                        "DE04.30.017.00",
                        "检验结果代码",
                        "<value xsi:type=\"CD\" code=\"" + flag + "\" displayName=\"" + words
                                + "\" codeSystem=\"2.16.156.10011.2.3.2.38\" codeSystemName=\"检查(检验)结果代码表\"/>"))
                + entry(observation(
                        "DE04.30.015.00",
                        "检验定量结果",
                        "<value xsi:type=\"REAL\" value=\"" + value + "\"/><entryRelationship typeCode=\"COMP\">"
                                + observation(
                                        "DE04.30.016.00", "检查定量结果计量单位", "<value xsi:type=\"ST\">" + unit + "</value>")
                                + "</entryRelationship>"));
    }
}
