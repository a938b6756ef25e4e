package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Origin;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Store;

class PersonsTest {

    private static final String HOSPITAL_A = "91350100M000100Y43";
    private static final String HOSPITAL_B = "91440300708461136T";
    private static final String WANG = "34052419800101001X";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<Object> events = new CopyOnWriteArrayList<>();
    private final JdbcClient client;
    private final Store store;
    private final Persons persons;

    PersonsTest() {
        TestDatabase database = TestDatabase.fresh();
        var transactions = new DataSourceTransactionManager(database.dataSource());
        client = JdbcClient.create(database.dataSource());
        store = Store.on(database.dataSource(), Clock.systemUTC());
        var identities = new IdentityStore(client);
        var links = new LinkStore(client);
        var words = new WordStore(client);
        var models = new ModelStore(client);
        var index = new PersonIndex(
                identities,
                links,
                words,
                new PartingStore(client),
                models,
                new QualityStore(client),
                Clock.systemUTC());
        var change = new IndexChange(links, new TransactionTemplate(transactions), events::add);
        Clock clock = Clock.systemUTC();
        var reader = new PatientReader();
        var domains = new PatientDomains(client);
        persons = new Persons(
                identities,
                links,
                words,
                models,
                new Matching(identities, links, models),
                new Decisions(identities, links, words, index, change, clock),
                new Stewardship(new QualityStore(client), new PartingStore(client), clock),
                domains,
                new PatientFeed(
                        store, reader, domains, new Replacements(client, store, identities), index, change, clock),
                reader,
                store,
                clock);
    }

    @BeforeEach
    void open() {
        store.start();
        persons.start();
    }

    @AfterEach
    void close() {
        store.stop();
    }

    @Test
    void aRegistrationElsewhereJoinsThePersonAndSaysWhy() {
        long a = registered(HOSPITAL_A, "王伟", "1980-01-01", WANG, "13957100001");
        long b = registered(HOSPITAL_B, "王玮", "1980-01-01", WANG, "");

        Person person = persons.of(a);
        Explanation why = persons.members(person).getLast().explanation();

        assertThat(person.compartments()).containsExactlyInAnyOrder(a, b);
        assertThat(persons.of(b)).isEqualTo(person);
        assertThat(why.decided()).isEqualTo("linked");
        assertThat(why.facts()).extracting(Explanation.Reason::finding).contains("sounds-same");
        assertThat(events).hasAtLeastOneElementOfType(PersonsChanged.class);
    }

    @Test
    void aStewardPartsAndJoinsAgainAndEverythingIsAsBefore() {
        long a = registered(HOSPITAL_A, "王伟", "1980-01-01", WANG, "13957100001");
        long b = registered(HOSPITAL_B, "王伟", "1980-01-01", WANG, "");
        Person before = persons.of(a);

        persons.unlink(b, "li", "another person's card");
        Person parted = persons.of(b);
        registered(HOSPITAL_B, "王伟", "1980-01-01", WANG, "13957100001");

        assertThat(persons.of(b).compartments()).containsExactly(b);
        assertThat(persons.possible()).isEmpty();
        assertThat(persons.find(parted.id())).contains(parted);

        persons.link(a, b, "li", "the card was his own");

        assertThat(persons.of(b).id()).isEqualTo(before.id());
        assertThat(persons.find(parted.id()).orElseThrow().id()).isEqualTo(before.id());
        assertThat(persons.periods(persons.of(b)))
                .filteredOn(period -> period.compartment() == b)
                .hasSizeGreaterThan(2);
    }

    @Test
    void theSameNumberUnderAnotherNameWaitsForASteward() {
        long a = registered(HOSPITAL_A, "王建国", "1980-01-01", WANG, "13957100001");
        long b = registered(HOSPITAL_B, "王建军", "1980-01-01", WANG, "13957100001");

        assertThat(persons.of(a).compartments()).containsExactly(a);
        assertThat(persons.possible()).hasSize(1);

        persons.differ(b, a, "li", "brothers");

        assertThat(persons.possible()).isEmpty();
        assertThat(persons.of(b).compartments()).containsExactly(b);
    }

    @Test
    void aDecisionStaysInTheListAndIsUndone() {
        long a = registered(HOSPITAL_A, "王建国", "1980-01-01", WANG, "13957100001");
        long b = registered(HOSPITAL_B, "王建军", "1980-01-01", WANG, "13957100001");
        persons.link(a, b, "li", "one name is a slip");
        assertThat(persons.of(a).compartments()).containsExactlyInAnyOrder(a, b);

        StewardDecision said = persons.decisions().getFirst();
        persons.undo(said.number(), "zhao", "a slip");

        assertThat(said.kind()).isEqualTo(StewardDecision.Kind.LINK);
        assertThat(said.reason()).isEqualTo("one name is a slip");
        assertThat(persons.of(a).compartments()).containsExactly(a);
        assertThat(persons.possible()).hasSize(1);
        assertThat(persons.decisions())
                .extracting(StewardDecision::steward, StewardDecision::overBy)
                .containsExactly(tuple("li", "zhao"));
        refused("person.decision-over", () -> persons.undo(said.number(), "zhao", "a slip"));
    }

    @Test
    void aDecisionThatTwoAreTwoIsUndoneToo() {
        long a = registered(HOSPITAL_A, "王伟", "1980-01-01", WANG, "13957100001");
        long b = registered(HOSPITAL_B, "王伟", "1980-01-01", WANG, "");
        persons.unlink(b, "li", "another person's card");
        assertThat(persons.of(b).compartments()).containsExactly(b);

        persons.undo(persons.decisions().getFirst().number(), "li", "a slip");

        assertThat(persons.of(b).compartments()).containsExactlyInAnyOrder(a, b);
    }

    @Test
    void saysWithWhomEachWasComparedAndWhatWasSentAndNotCompared() {
        long a = registered(HOSPITAL_A, "王伟", "1980-01-01", WANG, "16012345678");
        registered(HOSPITAL_B, "王伟", "1980-01-01", WANG, "13957100001");

        List<Member> members = persons.members(persons.of(a));

        assertThat(members.getFirst().with()).isEqualTo(members.getLast().identity());
        assertThat(persons.passedOver(members.getFirst().identity()))
                .extracting(PassedOver::field, PassedOver::shown)
                .containsExactly(tuple("phoneTail", "5678"));
        assertThat(persons.passedOver(members.getLast().identity())).isEmpty();
    }

    @Test
    void aMendedRegistrationMovesWithItsFacts() {
        long a = registered(HOSPITAL_A, "王伟", "1980-01-01", WANG, "13957100001");
        String patient = create(HOSPITAL_B, "王伟", "1980-01-01", "11010519491231002X", "");
        long b = compartment(patient);
        assertThat(persons.awaitCaughtUp(SOON)).isTrue();
        assertThat(persons.of(b).compartments()).containsExactly(b);

        store.transact(
                List.of(Change.update("Patient", patient, patient("王伟", "1980-01-01", WANG, ""))), origin(HOSPITAL_B));
        assertThat(persons.awaitCaughtUp(SOON)).isTrue();

        assertThat(persons.of(b).compartments()).containsExactlyInAnyOrder(a, b);
    }

    @Test
    void aRegistrationThatIsDeletedAndComesAgainHasItsNumberAgain() {
        String patient = create(HOSPITAL_A, "王伟", "1980-01-01", WANG, "");
        assertThat(persons.awaitCaughtUp(SOON)).isTrue();
        Person before = persons.of(compartment(patient));

        delete(HOSPITAL_A, patient);
        assertThat(persons.find(before.id())).isEmpty();
        assertThat(persons.retired(before.id())).isPresent();
        store.transact(
                List.of(Change.update("Patient", patient, patient("王伟", "1980-01-01", WANG, ""))), origin(HOSPITAL_A));
        assertThat(persons.awaitCaughtUp(SOON)).isTrue();

        assertThat(persons.ofPatient(patient)).contains(before);
        assertThat(persons.find(before.id())).contains(before);
        assertThat(persons.retired(before.id())).isEmpty();
    }

    /** Its number led to all three; the second's to the other two; so both lead to the third, and end when that goes. */
    @Test
    void theNumberOfADeletedRegistrationLeadsToThoseItStoodWith() {
        String first = create(HOSPITAL_A, "王伟", "1980-01-01", WANG, "");
        String second = create(HOSPITAL_B, "王伟", "1980-01-01", WANG, "");
        String third = create(HOSPITAL_B, "王伟", "1980-01-01", WANG, "13957100001");
        assertThat(persons.awaitCaughtUp(SOON)).isTrue();
        long number = persons.of(compartment(first)).id();

        delete(HOSPITAL_A, first);
        Person ofTwo = persons.of(compartment(second));
        assertThat(persons.find(number)).contains(ofTwo);
        assertThat(ofTwo.compartments()).hasSize(2);
        delete(HOSPITAL_B, second);
        Person ofOne = persons.of(compartment(third));
        assertThat(persons.find(number)).contains(ofOne);
        assertThat(persons.find(ofTwo.id())).contains(ofOne);
        delete(HOSPITAL_B, third);

        for (long each : List.of(number, ofTwo.id(), ofOne.id())) {
            assertThat(persons.find(each)).isEmpty();
            assertThat(persons.retired(each)).isPresent();
        }
        assertThat(persons.retired(999_999)).isEmpty();
    }

    private void delete(String institution, String patient) {
        var change = new Change(Fact.Method.DELETE, "Patient", patient, null, null, null, null, null);
        store.transact(List.of(change), origin(institution));
        assertThat(persons.awaitCaughtUp(SOON)).isTrue();
    }

    @Test
    void findsRegistrationsByNumberAndPhone() {
        long a = registered(HOSPITAL_A, "曾晓明", "1980-01-01", WANG, "13957100001");

        for (String number : List.of(WANG, "139 5710 0001")) {
            assertThat(persons.search(number)).extracting(Identity::compartment).containsExactly(a);
        }
        assertThat(persons.search("13957100002")).isEmpty();
    }

    @Test
    void refusesAWordWithoutReasonOrAboutNobody() {
        long a = registered(HOSPITAL_A, "王伟", "1980-01-01", WANG, "13957100001");

        refused("person.reason-missing", () -> persons.unlink(a, "li", " "));
        refused("person.alone", () -> persons.unlink(a, "li", "why not"));
        refused("person.not-registered", () -> persons.link(a, 999_999, "li", "why not"));
        refused("person.same-source-patient", () -> persons.link(a, a, "li", "why not"));
        assertThat(persons.of(999_999).id()).isEqualTo(Person.UNREGISTERED);
    }

    private long registered(String institution, String name, String born, String number, String phone) {
        long compartment = compartment(create(institution, name, born, number, phone));
        assertThat(persons.awaitCaughtUp(SOON)).isTrue();
        return compartment;
    }

    private String create(String institution, String name, String born, String number, String phone) {
        Change change = Change.create("Patient", patient(name, born, number, phone));
        return store.transact(List.of(change), origin(institution))
                .entries()
                .getFirst()
                .id();
    }

    private long compartment(String patient) {
        return store.key("Patient", patient).map(ResourceKey::compartment).orElseThrow();
    }

    private static Origin origin(String institution) {
        return new Origin(institution, "test", null, "");
    }

    private static byte[] patient(String name, String born, String number, String phone) {
        String identifier = number.isEmpty()
                ? ""
                : "{\"system\":\"urn:oid:2.16.156.10011.1.3\",\"value\":\"%s\"}".formatted(number);
        String telecom = phone.isEmpty() ? "" : "{\"system\":\"phone\",\"value\":\"%s\"}".formatted(phone);
        return """
                {"resourceType":"Patient","identifier":[%s],"name":[{"text":"%s"}],"gender":"male","birthDate":"%s",
                 "telecom":[%s]}""".formatted(identifier, name, born, telecom).getBytes(StandardCharsets.UTF_8);
    }

    private static void refused(String code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
