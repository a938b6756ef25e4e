package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.math.BigDecimal;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tongmai.access.Role;
import org.tongmai.access.TestNode;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;

/** ITI-119 and ITI-83 with HAPI's client: who is told what, and what stays behind. */
class IdentityQueriesTest {

    private static final String NUMBER = "urn:oid:2.16.156.10011.1.3";
    private static final String CHEN = "110105197803070016";
    private static final String GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade";

    private static TestNode node;
    private static IGenericClient hospitalA;
    private static IGenericClient hospitalB;
    private static String chenAtA;
    private static String chenAtB;

    @BeforeAll
    static void register() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        hospitalA = client(node.system("his-a", TestNode.HOSPITAL_A));
        hospitalB = client(node.system("his-b", TestNode.HOSPITAL_B));
        chenAtA = node.patient(TestNode.HOSPITAL_A, "陈建国", CHEN);
        chenAtB = node.file(TestNode.HOSPITAL_B, "Patient", """
                {"resourceType":"Patient","gender":"male","birthDate":"1978-03-07","name":[{"text":"陈建国"}],
                 "telecom":[{"system":"phone","value":"13957106666"}],"address":[{"text":"杭州市上城区庆春路79号"}],
                 "identifier":[{"system":"%s","value":"%s"},
                   {"use":"usual","system":"https://tongmai.org/fhir/institution/%s/patient","value":"B-7"}]}
                """.formatted(NUMBER, CHEN, TestNode.HOSPITAL_B));
        node.file(TestNode.HOSPITAL_B, "Patient", """
                {"resourceType":"Patient","gender":"male","birthDate":"1978-03-09","name":[{"text":"陈建军"}],
                 "telecom":[{"system":"phone","value":"13957106666"}],
                 "identifier":[{"system":"%s","value":"%s"}]}
                """.formatted(NUMBER, CHEN));
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static IGenericClient client(String token) {
        IGenericClient client = FhirContext.forR4Cached().newRestfulGenericClient(node.url() + "/fhir");
        client.registerInterceptor(new BearerTokenAuthInterceptor(token));
        return client;
    }

    private static Patient described(String name, String born, String number) {
        var patient = new Patient();
        patient.addName().setText(name);
        if (!born.isEmpty()) {
            patient.setBirthDateElement(new org.hl7.fhir.r4.model.DateType(born));
        }
        if (!number.isEmpty()) {
            patient.addIdentifier().setSystem(NUMBER).setValue(number);
        }
        return patient.setGender(Enumerations.AdministrativeGender.MALE);
    }

    private static Bundle match(IGenericClient client, Patient patient, String... more) {
        var parameters = new Parameters();
        parameters.addParameter().setName("resource").setResource(patient);
        for (int i = 0; i < more.length; i += 2) {
            var parameter = parameters.addParameter().setName(more[i]);
            parameter.setValue(
                    more[i].equals("count")
                            ? new org.hl7.fhir.r4.model.IntegerType(more[i + 1])
                            : new org.hl7.fhir.r4.model.BooleanType(more[i + 1]));
        }
        return client.operation()
                .onType(Patient.class)
                .named("$match")
                .withParameters(parameters)
                .returnResourceType(Bundle.class)
                .execute();
    }

    private static String grade(Bundle.BundleEntryComponent entry) {
        return ((CodeType) entry.getSearch().getExtensionByUrl(GRADE).getValue()).getValue();
    }

    private static OperationOutcome.OperationOutcomeIssueComponent refusal(ThrowingCallable call, int status) {
        var outcome = new OperationOutcome[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(BaseServerResponseException.class, refused -> {
            assertThat(refused.getStatusCode()).isEqualTo(status);
            outcome[0] = (OperationOutcome) refused.getOperationOutcome();
        });
        return outcome[0].getIssueFirstRep();
    }

    // -- ITI-119

    @ParameterizedTest
    @EnumSource(names = {"JSON", "XML"})
    void whoeverIsNamedWithCertaintyIsShownBestFirst(EncodingEnum encoding) {
        hospitalB.setEncoding(encoding);

        Bundle found = match(hospitalB, described("陈建国", "1978-03-07", CHEN));

        assertThat(found.getType()).isEqualTo(Bundle.BundleType.SEARCHSET);
        assertThat(found.getTotal()).isEqualTo(3);
        assertThat(found.getEntry())
                .extracting(IdentityQueriesTest::grade)
                .containsExactly("certain", "certain", "possible");
        assertThat(found.getEntry())
                .extracting(entry -> entry.getSearch().getScore())
                .isSortedAccordingTo((one, other) -> other.compareTo(one))
                .allMatch(score -> score.compareTo(BigDecimal.ZERO) > 0 && score.compareTo(BigDecimal.ONE) <= 0);
        assertThat(found.getEntry().getLast().getSearch().getScore()).isLessThanOrEqualTo(new BigDecimal("0.5"));
        var why = found.getEntryFirstRep().getSearch().getExtensionByUrl(Match.EXPLANATION);
        assertThat(why.getExtensionString("rule")).startsWith("person.same-number@");
        assertThat(((StringType) why.getExtensionByUrl("sentence").getValue()).getTranslation("zh"))
                .isEqualTo("证件号码相同且姓名相符");
        assertThat(why.getExtensionsByUrl("fact")).isNotEmpty();
        hospitalB.setEncoding(EncodingEnum.JSON);
    }

    @Test
    void ofAnotherInstitutionsRegistrationOnlyWhatTellsWhoItIs() {
        Bundle found = match(hospitalA, described("陈建国", "1978-03-07", CHEN));

        Patient elsewhere = found.getEntry().stream()
                .map(entry -> (Patient) entry.getResource())
                .filter(patient -> patient.getIdElement().getIdPart().equals(chenAtB))
                .findFirst()
                .orElseThrow();
        assertThat(found.getEntry()).hasSize(2);
        assertThat(elsewhere.getNameFirstRep().getText()).isEqualTo("陈建国");
        assertThat(elsewhere.getIdentifier()).extracting(Identifier::getValue).containsExactly(CHEN, "B-7");
        assertThat(elsewhere.getManagingOrganization().getDisplay()).isEqualTo("乙医院");
        assertThat(elsewhere.hasTelecom() || elsewhere.hasAddress()).isFalse();
        assertThat(elsewhere.getMeta().getTagFirstRep().getCode()).isEqualTo("SUBSETTED");
    }

    @Test
    void aNumberAloneOrALikelyMatchTellsNothingOfOtherInstitutions() {
        var numberOnly = new Patient();
        numberOnly.addIdentifier().setSystem(NUMBER).setValue(CHEN);

        assertThat(match(hospitalA, numberOnly).getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .containsExactly(chenAtA);
        assertThat(match(hospitalA, described("陈建军", "1978-03-09", "")).getEntry())
                .isEmpty();
    }

    @Test
    void aNumberAloneIsNotSaidToAgreeWithAName() {
        var numberOnly = new Patient();
        numberOnly.addIdentifier().setSystem(NUMBER).setValue(CHEN);

        var found = match(hospitalA, numberOnly).getEntryFirstRep().getSearch();

        var why = found.getExtensionByUrl(Match.EXPLANATION);
        assertThat(why.getExtensionString("rule")).startsWith("person.same-number-no-name@");
        assertThat(why.getExtensionString("sentence")).doesNotContain("agrees");
    }

    @Test
    void aWrongCheckDigitIsToldBesideTheAnswer() {
        String wrong = CHEN.substring(0, 17) + (CHEN.endsWith("1") ? "2" : "1");

        Bundle found = match(hospitalA, described("某某某", "1911-01-02", wrong));

        assertThat(found.getTotal()).isZero();
        assertThat(found.getEntry()).singleElement().satisfies(entry -> {
            assertThat(entry.getSearch().getMode()).isEqualTo(Bundle.SearchEntryMode.OUTCOME);
            var issue = ((OperationOutcome) entry.getResource()).getIssueFirstRep();
            assertThat(issue.getSeverity()).isEqualTo(OperationOutcome.IssueSeverity.WARNING);
            assertThat(issue.getDetails().getCodingFirstRep().getCode())
                    .isEqualTo("kernel.resident-number-check-digit-wrong");
            assertThat(issue.getExpression())
                    .extracting(StringType::getValue)
                    .containsExactly("Patient.identifier[0].value");
        });
    }

    @Test
    void onlyCertainMatchesAndCountNarrowTheAnswer() {
        assertThat(match(hospitalB, described("陈建国", "1978-03-07", CHEN), "onlyCertainMatches", "true")
                        .getEntry())
                .extracting(IdentityQueriesTest::grade)
                .containsOnly("certain");
        assertThat(match(hospitalB, described("陈建国", "1978-03-07", CHEN), "count", "1")
                        .getEntry())
                .hasSize(1);
        assertThat(match(hospitalB, described("陈建国", "1978-03-07", ""), "onlyCertainMatches", "true")
                        .getEntry())
                .isEmpty();
        assertThat(refusal(() -> match(hospitalB, described("陈建国", "1978-03-07", ""), "count", "0"), 400)
                        .getDetails()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("fhir.parameter-wrong");
    }

    @Test
    void tooLittleIsRefusedWithWhatIsMissing() {
        var refused = refusal(() -> match(hospitalA, described("陈建国", "", "")), 400);
        var nobody = refusal(
                () -> hospitalA
                        .operation()
                        .onType(Patient.class)
                        .named("$match")
                        .withParameters(new Parameters())
                        .returnResourceType(Bundle.class)
                        .execute(),
                400);

        assertThat(refused.getDetails().getCodingFirstRep().getCode()).isEqualTo("person.traits-missing");
        assertThat(refused.getDiagnostics()).contains("whole birth date");
        assertThat(nobody.getDetails().getCodingFirstRep().getCode()).isEqualTo("fhir.match-without-patient");
    }

    @Test
    void eachAnswerLeavesItsTraceWithTheBasis() {
        match(hospitalA, described("陈建国", "1978-03-07", CHEN));

        List<String> bases = node.jdbc()
                .sql("select distinct basis from access.look where interaction = 'match' and account = 'his-a'")
                .query(String.class)
                .list();

        assertThat(bases).containsExactlyInAnyOrder("SOURCE", "IDENTITY");
    }

    @Test
    void whoeverSeesNoIdentitiesIsRefused() {
        node.account("operator-x", Role.OPERATOR);

        var answer = node.browser("operator-x").get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + NUMBER + "%7C" + CHEN);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().toString()).contains("access.identities-not-yours");
    }

    // -- ITI-83

    private static Parameters identifiers(IGenericClient client, String source, String... targets) {
        var parameters = new Parameters();
        parameters.addParameter("sourceIdentifier", source);
        for (String target : targets) {
            parameters.addParameter("targetSystem", target);
        }
        return client.operation()
                .onType(Patient.class)
                .named("$ihe-pix")
                .withParameters(parameters)
                .useHttpGet()
                .execute();
    }

    private static List<String> values(Parameters parameters) {
        return parameters.getParameter().stream()
                .map(parameter -> parameter.getValue() instanceof Identifier identifier
                        ? identifier.getValue()
                        : ((Reference) parameter.getValue()).getReference())
                .toList();
    }

    private static String numbers(String institution) {
        return "https://tongmai.org/fhir/institution/" + institution + "/patient";
    }

    @Test
    void theNumbersOfAPersonWhomTheInstitutionRegistered() {
        String own = numbers(TestNode.HOSPITAL_A) + "|" + CHEN + "-1";

        Parameters all = identifiers(hospitalA, own);

        assertThat(values(all)).containsExactlyInAnyOrder(CHEN, "Patient/" + chenAtB, "B-7");
        assertThat(values(identifiers(hospitalA, own, numbers(TestNode.HOSPITAL_B))))
                .containsExactlyInAnyOrder("Patient/" + chenAtB, "B-7");
        assertThat(values(identifiers(hospitalA, node.url() + "/fhir|Patient/" + chenAtA)))
                .containsExactlyInAnyOrder(CHEN, CHEN + "-1", "Patient/" + chenAtB, "B-7");
    }

    @Test
    void theErrorsOfTheProfile() {
        var unknown = refusal(() -> identifiers(hospitalA, numbers(TestNode.HOSPITAL_A) + "|no-such"), 404);
        var domain = refusal(() -> identifiers(hospitalA, "urn:oid:1.2.3.4|x"), 400);
        var target = refusal(
                () -> identifiers(hospitalA, numbers(TestNode.HOSPITAL_A) + "|" + CHEN + "-1", "urn:oid:1.2.3"), 403);
        var malformed = refusal(() -> identifiers(hospitalA, "no bar"), 400);

        assertThat(unknown.getCode()).isEqualTo(OperationOutcome.IssueType.NOTFOUND);
        assertThat(unknown.getDiagnostics()).contains("sourceIdentifier Patient Identifier not found");
        assertThat(domain.getCode()).isEqualTo(OperationOutcome.IssueType.CODEINVALID);
        assertThat(domain.getDiagnostics()).contains("sourceIdentifier Assigning Authority not found");
        assertThat(target.getCode()).isEqualTo(OperationOutcome.IssueType.CODEINVALID);
        assertThat(target.getDiagnostics()).contains("targetSystem not found");
        assertThat(malformed.getDetails().getCodingFirstRep().getCode()).isEqualTo("fhir.parameter-wrong");
    }

    @Test
    void aPersonWhomOnlyOthersRegisteredIsUnknownAndTheAttemptIsOnTheTrace() {
        String li = node.patient(TestNode.HOSPITAL_B, "李小红", "110105197803070155");
        node.settle();

        var refused =
                refusal(() -> identifiers(hospitalA, numbers(TestNode.HOSPITAL_B) + "|110105197803070155-1"), 404);

        assertThat(refused.getDetails().getCodingFirstRep().getCode()).isEqualTo("fhir.source-identifier-unknown");
        assertThat(node.jdbc()
                        .sql(
                                "select count(*) from access.look where compartment = ? and not shown and interaction = 'identifiers'")
                        .param(node.compartment(li))
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void whoWasUnlinkedIsGoneAtOnce() {
        String one = node.patient(TestNode.HOSPITAL_A, "周子昂", "110105197803070139");
        String other = node.patient(TestNode.HOSPITAL_B, "周子昂", "110105197803070139");
        node.settle();
        String source = numbers(TestNode.HOSPITAL_A) + "|110105197803070139-1";
        assertThat(values(identifiers(hospitalA, source))).contains("Patient/" + other);
        Persons persons = node.bean(Persons.class);
        long compartment = persons.identityOf(other).map(Identity::compartment).orElseThrow();

        persons.unlink(compartment, "steward", "another's card");

        assertThat(values(identifiers(hospitalA, source))).containsExactly("110105197803070139");
        assertThat(one).isNotEqualTo(other);
    }

    // -- how often

    @Test
    void whoAsksIsCountedAndBoundByTheHourAlsoWhereNobodyIsFound() {
        IGenericClient curious = client(node.system("his-curious", TestNode.HOSPITAL_A));
        match(curious, described("陈建国", "1978-03-07", CHEN));
        match(curious, described("欧阳未见", "1901-02-03", ""));
        assertThat(node.jdbc()
                        .sql(
                                "select sum(asked) || ' ' || sum(unknown) from access.inquiry where account = 'his-curious'")
                        .query(String.class)
                        .single())
                .isEqualTo("2 1");

        node.jdbc()
                .sql("insert into access.setting (name, valid_from, value, source) values (?, '2020-01-01', 2, 'test')")
                .param("system-inquiries-per-hour")
                .update();
        try {
            var refused = refusal(() -> match(curious, described("陈建国", "1978-03-07", CHEN)), 503);
            assertThat(refused.getDetails().getCodingFirstRep().getCode()).isEqualTo("access.inquiries-too-many");
        } finally {
            node.jdbc().sql("delete from access.setting where source = 'test'").update();
        }
    }
}
