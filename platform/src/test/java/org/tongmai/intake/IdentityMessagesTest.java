package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.llp.LLPException;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import org.tongmai.fhir.Interactions;
import org.tongmai.fhir.Sender;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;
import org.tongmai.person.StewardDecision;
import org.tongmai.store.Json;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Merges and identity queries over MLLP, with HAPI's client: ITI-8, ITI-9, ITI-21. */
class IdentityMessagesTest {

    private static final String OTHER = Hospital.OTHER;
    private static final String WANG = "110105197803070016";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static TestNode node;
    private static HapiContext hapi;
    private static Connection line;

    @BeforeAll
    static void start() throws HL7Exception {
        node = TestNode.start("--tongmai.intake.mllp-queries=true");
        node.institution(Hospital.CODE, "省立医院");
        node.institution(OTHER, "市第一医院");
        hapi = new DefaultHapiContext();
        hapi.setValidationContext(ValidationContextFactory.noValidation());
        hapi.setLowerLayerProtocol(new MinLowerLayerProtocol(true));
        line = hapi.newClient(
                "127.0.0.1", node.bean(Background.class).mllpPort().orElseThrow(), false);
        register(Hospital.CODE, "Q1", "王^建国", "19780307", "~" + WANG + "^^^^NNCHN");
        register(OTHER, "O1", "王^建国", "19780307", "~" + WANG + "^^^^NNCHN");
        register(OTHER, "O2", "王^建国", "19990909", "");
        for (int i = 0; i < 5; i++) {
            register(Hospital.CODE, "L" + i, "刘^洋" + "一二三四五".charAt(i), "1980010" + (i + 1), "");
        }
        node.settle();
    }

    @AfterAll
    static void stop() throws IOException {
        line.close();
        hapi.close();
        node.close();
    }

    private static Terser send(String institution, String kind, String... segments) {
        String text = Hospital.message(kind, "N" + NUMBERS.incrementAndGet(), "20260301080000", segments)
                .replace("|HIS|" + Hospital.CODE, "|HIS|" + institution);
        try {
            Message answer =
                    line.getInitiator().sendAndReceive(hapi.getPipeParser().parse(text));
            return new Terser(answer);
        } catch (HL7Exception | LLPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String at(Terser answer, String place) {
        try {
            return String.valueOf(answer.get(place));
        } catch (HL7Exception none) {
            return "null";
        }
    }

    private static void register(String institution, String number, String name, String born, String more) {
        Terser answer = send(
                institution,
                "ADT^A04^ADT_A01",
                "EVN||20260301080000",
                "PID|1||" + number + "^^^" + institution + "^MR" + more + "||" + name + "||" + born
                        + "|M|||庆春路79号^^杭州市^浙江省||13957" + institution.charAt(16) + "0" + born.substring(4),
                "PV1|1|O|||||||||||||||||V" + number);
        assertThat(at(answer, "/MSA-1")).isEqualTo("AA");
    }

    private static Terser merge(String stays, String goes) {
        return send(
                Hospital.CODE,
                "ADT^A40^ADT_A39",
                "EVN||20260302080000",
                "PID|1||" + stays + "^^^" + Hospital.CODE + "^MR",
                "MRG|" + goes);
    }

    private static Identity registration(String number) {
        String id = node.bean(Store.class)
                .search(Query.of("Patient").where("identifier", number), Scope.everything())
                .facts()
                .getFirst()
                .id();
        return node.bean(Persons.class).identityOf(id).orElseThrow();
    }

    private static Set<Long> person(String number) {
        return node.bean(Persons.class).of(registration(number).compartment()).compartments();
    }

    // -- ITI-8 merge

    @Test
    void aMergeMakesOnePersonUntilAStewardTakesItBack() {
        register(Hospital.CODE, "M1", "赵^敏", "19850505", "");
        register(Hospital.CODE, "M2", "赵^小敏", "19850615", "");
        node.settle();
        Persons persons = node.bean(Persons.class);
        assertThat(person("M1")).hasSize(1);

        Terser answer = merge("M1", "M2^^^" + Hospital.CODE + "^MR");
        node.settle();

        assertThat(at(answer, "/MSA-1")).isEqualTo("AA");
        assertThat(person("M2")).isEqualTo(person("M1")).hasSize(2);
        assertThat(persons.members(persons.of(registration("M2").compartment())))
                .extracting(member -> member.explanation().rule())
                .contains("person.replaced-by@1");
        var prior = node.bean(Store.class)
                .read("Patient", registration("M2").patient(), Scope.everything())
                .orElseThrow()
                .tree();
        assertThat(prior.path("active").asBoolean(true)).isFalse();
        assertThat(prior.at("/link/0/other/reference").asString(""))
                .isEqualTo("Patient/" + registration("M1").patient());
        assertThat(prior.at("/name/0/text").asString("")).isEqualTo("赵小敏");

        StewardDecision merged = persons.decisions().getFirst();
        persons.undo(merged.number(), "steward", "a slip");
        merge("M1", "M2^^^" + Hospital.CODE + "^MR");
        node.settle();

        assertThat(merged.steward()).isEqualTo(Hospital.CODE);
        assertThat(person("M2")).hasSize(1);
    }

    @Test
    void anInstitutionTakesItsMergeBack() {
        register(Hospital.CODE, "T1", "孙^丽", "19850505", "");
        register(Hospital.CODE, "T2", "孙^莉莉", "19860615", "");
        merge("T1", "T2^^^" + Hospital.CODE + "^MR");
        node.settle();
        assertThat(person("T2")).hasSize(2);

        takeBack("T2");

        assertThat(person("T2")).hasSize(1);
    }

    /** A steward parted what an institution merged; undone, the merge holds again, but only while the institution says it. */
    @Test
    void aMergeThatAStewardPartedHoldsAgainWhenThatIsUndone() {
        register(Hospital.CODE, "U1", "孙^红", "19850507", "");
        register(Hospital.CODE, "U2", "孙^红红", "19860617", "");
        merge("U1", "U2^^^" + Hospital.CODE + "^MR");
        node.settle();
        Persons persons = node.bean(Persons.class);
        long second = registration("U2").compartment();

        persons.unlink(second, "steward", "two sisters");
        assertThat(person("U2")).hasSize(1);
        persons.undo(persons.decisions().getFirst().number(), "steward", "a slip");
        assertThat(person("U2")).hasSize(2);

        persons.unlink(second, "steward", "two sisters");
        takeBack("U2");
        persons.undo(persons.decisions().getFirst().number(), "steward", "a slip");
        assertThat(person("U2")).hasSize(1);
        merge("U1", "U2^^^" + Hospital.CODE + "^MR");
        node.settle();
        assertThat(person("U2")).hasSize(2);
    }

    private void takeBack(String number) {
        var prior = node.bean(Store.class)
                .read("Patient", registration(number).patient(), Scope.everything())
                .orElseThrow()
                .tree();
        prior.remove("link");
        node.bean(Interactions.class).submit(Json.bytes(prior), new Sender(Hospital.CODE, "his", null));
        node.settle();
    }

    @Test
    void anUnknownOrForeignNumberIsRefusedAndKeptForARun() {
        Terser unknown = merge("Q1", "NOBODY^^^" + Hospital.CODE + "^MR");
        Terser foreign = merge("Q1", "O1^^^" + OTHER + "^MR");
        Terser same = merge("Q1", "Q1");

        assertThat(at(unknown, "/MSA-1")).isEqualTo("AE");
        assertThat(at(unknown, "/ERR-2")).isEqualTo("MRG");
        assertThat(at(unknown, "/ERR-3")).isEqualTo("204");
        assertThat(at(unknown, "/ERR-5")).isEqualTo("intake.prior-patient-unknown");
        assertThat(at(foreign, "/ERR-5")).isEqualTo("intake.prior-patient-not-yours");
        assertThat(at(same, "/ERR-5")).isEqualTo("intake.prior-patient-same");
        assertThat(node.jdbc()
                        .sql(
                                "select count(*) from intake.message where state = 'REFUSED' and code = 'intake.prior-patient-unknown'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aNumberThatWasGivenUpIsNoneToMergeInto() {
        register(Hospital.CODE, "C1", "冯^晓", "19850505", "");
        register(Hospital.CODE, "C2", "冯^晓晓", "19850505", "");
        register(Hospital.CODE, "C3", "冯^晓晓", "19850505", "");
        merge("C1", "C2^^^" + Hospital.CODE + "^MR");

        Terser circle = merge("C2", "C1^^^" + Hospital.CODE + "^MR");
        Terser chain = merge("C2", "C3^^^" + Hospital.CODE + "^MR");
        Terser onwards = merge("C3", "C1^^^" + Hospital.CODE + "^MR");
        Terser longCircle = merge("C2", "C3^^^" + Hospital.CODE + "^MR");

        assertThat(at(circle, "/MSA-1") + " " + at(circle, "/ERR-5")).isEqualTo("AE intake.surviving-patient-replaced");
        assertThat(at(circle, "/ERR-2") + " " + at(circle, "/ERR-3")).isEqualTo("PID 204");
        assertThat(at(chain, "/ERR-5")).isEqualTo("intake.surviving-patient-replaced");
        assertThat(at(onwards, "/MSA-1")).isEqualTo("AA");
        assertThat(at(longCircle, "/ERR-5")).isEqualTo("intake.surviving-patient-replaced");
        node.settle();
        assertThat(stored("C3").path("active").asBoolean(true)).isTrue();
        assertThat(stored("C1").path("active").asBoolean(true)).isFalse();
    }

    private static JsonNode stored(String number) {
        return node.bean(Store.class)
                .read("Patient", registration(number).patient(), Scope.everything())
                .orElseThrow()
                .tree();
    }

    @Test
    void aNumberThatWasGivenUpIsToldToNobodyAndLeadsToTheOneThatHolds() throws HL7Exception {
        register(Hospital.CODE, "G1", "褚^遂良", "19850505", "");
        register(Hospital.CODE, "G2", "褚^遂良", "19850505", "");
        merge("G1", "G2^^^" + Hospital.CODE + "^MR");
        node.settle();

        Terser ofTheOneThatHolds = identifiers(Hospital.CODE, "G1^^^" + Hospital.CODE, "");
        Terser ofTheOther = identifiers(Hospital.CODE, "G2^^^" + Hospital.CODE, "");
        Terser named = demographics("@PID.5.1^褚~@PID.5.2^遂良", "", "RCP|I");

        assertThat(at(ofTheOneThatHolds, "/QAK-2")).isEqualTo("NF");
        assertThat(at(ofTheOther, "/QUERY_RESPONSE/PID-3")).isEqualTo("G1");
        assertThat(List.of(at(named, "/QAK-4"), at(named, "/QUERY_RESPONSE/PID-3")))
                .containsExactly("1", "G1");
        assertThat(named.getSegment("/QUERY_RESPONSE/PID").encode()).doesNotContain("G2");
    }

    /** Other names and other birth dates: perhaps the clerk gave up the wrong number. The institution's word holds all the same. */
    @Test
    void aMergeThatContradictsWhatWasRegisteredWaitsForASteward() {
        register(Hospital.CODE, "W1", "卫^青", "19850505", "");
        register(Hospital.CODE, "W2", "霍^去病", "19411210", "");
        register(Hospital.CODE, "W3", "卫^青", "19850505", "");
        merge("W1", "W3^^^" + Hospital.CODE + "^MR");
        merge("W1", "W2^^^" + Hospital.CODE + "^MR");
        node.settle();
        Persons persons = node.bean(Persons.class);
        long first = registration("W1").compartment();
        long second = registration("W2").compartment();

        assertThat(person("W2")).hasSize(3);
        assertThat(doubted()).contains(second).doesNotContain(registration("W3").compartment());

        persons.link(first, second, "steward", "he changed his name; saw both cards");
        assertThat(doubted()).doesNotContain(second);

        persons.undo(persons.decisions().getFirst().number(), "steward", "the wrong page");
        assertThat(doubted()).contains(second);
        StewardDecision merge = persons.doubted().stream()
                .filter(each -> each.about().stream().anyMatch(one -> one.compartment() == second))
                .findFirst()
                .orElseThrow();
        persons.undo(merge.number(), "steward", "two people");
        assertThat(doubted()).doesNotContain(second);
        assertThat(person("W2")).hasSize(1);
    }

    private static List<Long> doubted() {
        return node.bean(Persons.class).doubted().stream()
                .flatMap(decision -> decision.about().stream())
                .map(Identity::compartment)
                .toList();
    }

    // -- ITI-9

    private static Terser identifiers(String institution, String number, String domains) {
        return send(institution, "QBP^Q23^QBP_Q21", "QPD|IHE PIX Query|T9|" + number + "|" + domains, "RCP|I");
    }

    @Test
    void theNumbersOfThePerson() throws HL7Exception {
        Terser answer = identifiers(Hospital.CODE, "Q1^^^" + Hospital.CODE, "");

        assertThat(at(answer, "/MSH-9-2")).isEqualTo("K23");
        assertThat(at(answer, "/MSH-9-3")).isEqualTo("RSP_K23");
        assertThat(at(answer, "/MSA-1")).isEqualTo("AA");
        assertThat(at(answer, "/QAK-1")).isEqualTo("T9");
        assertThat(at(answer, "/QAK-2")).isEqualTo("OK");
        String text = answer.getSegment("/QUERY_RESPONSE/PID").encode();
        assertThat(text)
                .contains("O1^^^" + OTHER + "&https://tongmai.org/fhir/institution/" + OTHER + "/patient&URI^MR");
        assertThat(text)
                .contains(WANG + "^^^NNCHN&2.16.156.10011.1.3&ISO^NNCHN")
                .endsWith("||~^^^^^^S");
    }

    @Test
    void theCasesOfTheProfile() {
        Terser none = identifiers(Hospital.CODE, "L0^^^" + Hospital.CODE, "^^^" + OTHER);
        Terser number = identifiers(Hospital.CODE, "NOBODY^^^" + Hospital.CODE, "");
        Terser domain = identifiers(Hospital.CODE, "Q1^^^NOWHERE&1.2.3.4&ISO", "");
        Terser target = identifiers(Hospital.CODE, "Q1^^^" + Hospital.CODE, "^^^" + OTHER + "~^^^&1.2.3.4&ISO");
        Terser notOurs = identifiers(Hospital.CODE, "O2^^^" + OTHER, "");

        assertThat(List.of(at(none, "/MSA-1"), at(none, "/QAK-2"))).containsExactly("AA", "NF");
        assertThat(List.of(at(number, "/MSA-1"), at(number, "/QAK-2"))).containsExactly("AE", "AE");
        assertThat(location(number)).isEqualTo("QPD^1^3^1^1 204");
        assertThat(location(domain)).isEqualTo("QPD^1^3^1^4 204");
        assertThat(location(target)).isEqualTo("QPD^1^4^2^null 204");
        assertThat(location(notOurs)).isEqualTo(location(number));
        assertThat(at(number, "/QPD-3")).isEqualTo("NOBODY");
    }

    private static String location(Terser answer) {
        return String.join(
                        "^",
                        at(answer, "/ERR-2-1"),
                        at(answer, "/ERR-2-2"),
                        at(answer, "/ERR-2-3"),
                        at(answer, "/ERR-2-4"),
                        at(answer, "/ERR-2-5"))
                + " " + at(answer, "/ERR-3");
    }

    // -- ITI-21

    private static Terser demographics(String fields, String domains, String... more) {
        var segments = new ArrayList<>(List.of("QPD|IHE PDQ Query|T21|" + fields + "|||||" + domains));
        segments.addAll(List.of(more));
        return send(Hospital.CODE, "QBP^Q22^QBP_Q21", segments.toArray(String[]::new));
    }

    @Test
    void theOwnPatientsByTheirTraits() {
        Terser named = demographics("@PID.5.1^王~@PID.5.2^建国~@PID.8^M", "", "RCP|I");
        Terser numbered = demographics("@PID.3.1^L2~@PID.3.4^" + Hospital.CODE, "", "RCP|I");
        Terser visited = demographics("@PID.18.1^VL3", "", "RCP|I");
        Terser nobody = demographics("@PID.5.1^王~@PID.7^19110101", "", "RCP|I");

        assertThat(at(named, "/MSH-9-2") + at(named, "/MSH-9-3")).isEqualTo("K22RSP_K21");
        assertThat(at(named, "/QAK-2")).isEqualTo("OK");
        assertThat(at(named, "/QUERY_RESPONSE/PID-3")).isEqualTo("Q1");
        assertThat(at(named, "/QUERY_RESPONSE/PID-5") + at(named, "/QUERY_RESPONSE/PID-5-2"))
                .isEqualTo("王建国");
        assertThat(at(named, "/QUERY_RESPONSE/PID-7")).isEqualTo("19780307");
        assertThat(at(named, "/QUERY_RESPONSE(1)/PID-3")).isEqualTo("null");
        assertThat(at(numbered, "/QUERY_RESPONSE/PID-5-2")).isEqualTo("洋三");
        assertThat(at(visited, "/QUERY_RESPONSE/PID-3")).isEqualTo("L3");
        assertThat(at(nobody, "/MSA-1") + at(nobody, "/QAK-2")).isEqualTo("AANF");
    }

    @Test
    void anothersPatientOnlyWhereNamedWithCertainty() throws HL7Exception {
        register(OTHER, "O9", "钱^多多", "19780307", "~110105197803070139^^^^NNCHN");
        node.settle();

        Terser certain = demographics("@PID.5.1^钱~@PID.5.2^多多~@PID.3.1^110105197803070139~@PID.3.5^NNCHN", "", "RCP|I");
        Terser likely = demographics("@PID.5.1^钱~@PID.5.2^多多~@PID.7^19780307", "", "RCP|I");
        Terser ofOneDomain = demographics(
                "@PID.5.1^钱~@PID.5.2^多多~@PID.3.1^110105197803070139~@PID.3.5^NNCHN", "^^^" + OTHER, "RCP|I");

        String text = certain.getSegment("/QUERY_RESPONSE/PID").encode();
        assertThat(text)
                .contains("O9^^^" + OTHER)
                .contains("19780307")
                .doesNotContain("庆春路")
                .doesNotContain("13957");
        assertThat(at(likely, "/QAK-2")).isEqualTo("NF");
        assertThat(ofOneDomain.getSegment("/QUERY_RESPONSE/PID").encode()).doesNotContain("110105197803070139");
    }

    @Test
    void theAnswerGoesOnWhereItStopped() {
        var seen = new ArrayList<String>();
        String pointer = "";
        for (int parts = 0; parts < 3; parts++) {
            Terser answer = pointer.isEmpty()
                    ? demographics("@PID.5.1^刘", "", "RCP|I|2^RD")
                    : demographics("@PID.5.1^刘", "", "RCP|I|2^RD", "DSC|" + pointer + "|I");
            seen.add(at(answer, "/QUERY_RESPONSE/PID-3"));
            seen.add(at(answer, "/QUERY_RESPONSE(1)/PID-3"));
            pointer = at(answer, "/DSC-1");
        }
        Terser foreign = demographics("@PID.5.1^王", "", "RCP|I|2^RD", "DSC|abcdef-1|I");

        assertThat(seen).containsExactlyInAnyOrder("L0", "L1", "L2", "L3", "L4", "null");
        assertThat(pointer).isEqualTo("null");
        assertThat(at(foreign, "/ERR-5")).isEqualTo("intake.continuation-unknown");
    }

    @Test
    void whatCannotBeAnsweredIsRefused() {
        assertThat(at(demographics("@PID.8^M", "", "RCP|I"), "/ERR-5")).isEqualTo("intake.query-too-wide");
        assertThat(at(demographics("@PID.16^M", "", "RCP|I"), "/ERR-5")).isEqualTo("intake.query-field-unknown");
        assertThat(at(demographics("@PID.3.1^L2", "", "RCP|I"), "/ERR-5")).isEqualTo("intake.query-domain-missing");
        assertThat(at(demographics("@PID.16^M", "", "RCP|I"), "/ERR-3")).isEqualTo("103");
        assertThat(location(demographics("@PID.5.1^刘", "^^^&1.2.3.4&ISO", "RCP|I")))
                .isEqualTo("QPD^1^8^1^null 204");
        assertThat(at(demographics("@PID.5.1^刘", "^^^" + OTHER + ("~^^^" + OTHER).repeat(100), "RCP|I"), "/ERR-5"))
                .isEqualTo("intake.domains-too-many");
    }

    @Test
    void aQueryThatIsRefusedSaysWhichOneItWasAndWhatIsMissing() {
        for (String records : List.of("0", "abc", "-1")) {
            Terser answer = demographics("@PID.5.1^刘", "", "RCP|I|" + records);

            assertThat(List.of(at(answer, "/QAK-1"), at(answer, "/QAK-2"), at(answer, "/ERR-5"), at(answer, "/ERR-3")))
                    .containsExactly("T21", "AE", "intake.query-quantity-wrong", "102");
        }
        assertThat(location(identifiers(Hospital.CODE, "", ""))).isEqualTo("QPD^1^3^1^1 101");
        assertThat(location(identifiers(Hospital.CODE, "Q1", ""))).isEqualTo("QPD^1^3^1^4 101");
    }

    @Test
    void aCancelledQueryIsAcknowledgedAndNoMore() {
        Terser answer = send(Hospital.CODE, "QCN^J01^QCN_J01", "QID|T21|IHE PDQ Query");

        assertThat(at(answer, "/MSA-1")).isEqualTo("AA");
        assertThat(at(answer, "/MSH-3")).isEqualTo("TONGMAI");
        assertThat(at(answer, "/MSH-9-1") + at(answer, "/MSH-9-2") + at(answer, "/MSH-9-3"))
                .isEqualTo("ACKJ01ACK");
        assertThat(at(answer, "/QAK-2")).isEqualTo("null");
    }

    @Test
    void aPartWithoutWantedNumbersIsNotTheEnd() {
        Terser part = demographics("@PID.5.1^刘", "^^^" + OTHER, "RCP|I|2^RD");
        Terser whole = demographics("@PID.5.1^刘", "^^^" + OTHER, "RCP|I");

        assertThat(List.of(at(part, "/QAK-2"), at(part, "/QAK-4"), at(part, "/QAK-5"), at(part, "/QAK-6")))
                .containsExactly("OK", "5", "0", "3");
        assertThat(at(part, "/DSC-1")).isNotEqualTo("null");
        assertThat(List.of(at(whole, "/QAK-2"), at(whole, "/QAK-4"))).containsExactly("NF", "0");
    }

    @Test
    void eachAnswerIsOnTheTraceAndNothingInTheJournal() {
        demographics("@PID.5.1^王~@PID.5.2^建国", "", "RCP|I");

        assertThat(node.jdbc()
                        .sql(
                                "select count(*) from access.look where interaction = 'demographics' and account = ? and compartment = ?")
                        .params("hl7v2/" + Hospital.CODE, registration("Q1").compartment())
                        .query(Long.class)
                        .single())
                .isPositive();
        assertThat(node.jdbc()
                        .sql("select count(*) from intake.message where kind like 'QBP%'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void withoutTheOperatorsWordQueriesOverMllpAreRefused() {
        try (Hospital closed = Hospital.registered()) {
            String answer = closed.send(Hospital.message(
                    "QBP^Q23^QBP_Q21", "C1", "20260301080000", "QPD|IHE PIX Query|T|Q1^^^" + Hospital.CODE, "RCP|I"));

            assertThat(answer)
                    .contains("MSA|AE|C1")
                    .contains("intake.queries-not-open")
                    .contains("QAK|T|AE");
        }
    }
}
