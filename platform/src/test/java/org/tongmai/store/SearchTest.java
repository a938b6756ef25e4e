package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;

/** What brute force does not judge: orders, pages, what is brought along, terminologies, scopes of inner queries, refusals. */
class SearchTest {

    private static final Scope ALL = Scope.everything();

    private static Store store;

    @BeforeAll
    static void load() {
        store = Store.on(TestDatabase.fresh().dataSource(), Clock.systemUTC());
        store.start();
        Synthea.load(store);
    }

    @AfterAll
    static void close() {
        store.stop();
    }

    private static Page search(String text) {
        return store.search(QueryText.read(text), ALL);
    }

    private static List<String> types(List<Fact> facts) {
        return facts.stream().map(Fact::type).distinct().sorted().toList();
    }

    // -- orders and pages

    @Test
    void theLeastValueCountsAscendingTheGreatestDescendingAndNoneIsLastEitherWay() {
        List<Fact> rising =
                search("Observation?_sort=value-quantity&_count=1000").facts();
        List<Fact> falling =
                search("Observation?_sort=-value-quantity&_count=1000").facts();

        List<Double> up = values(rising);
        List<Double> down = values(falling);
        assertThat(up).isSorted();
        assertThat(down.reversed()).isSorted();
        assertThat(rising.getLast().tree().has("valueQuantity")).isFalse();
        assertThat(falling.getLast().tree().has("valueQuantity")).isFalse();
    }

    private static List<Double> values(List<Fact> facts) {
        return facts.stream()
                .map(Fact::tree)
                .filter(tree -> tree.path("valueQuantity").has("value"))
                .map(tree -> tree.path("valueQuantity").path("value").asDouble(0))
                .toList();
    }

    @Test
    void aSecondKeyOrdersWhatTheFirstLeavesEqual() {
        List<String> order = search("Patient?_sort=gender,-birthdate&_count=1000").facts().stream()
                .map(Fact::tree)
                .map(tree -> tree.path("gender").asString("") + " "
                        + (9999
                                - Integer.parseInt(
                                        tree.path("birthDate").asString("9999").substring(0, 4))))
                .toList();

        assertThat(order).isSorted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?_count=37",
                "Observation?_sort=-date,code&_count=37",
                "Observation?date=ge2015&_count=37",
                "?_type=Observation,Encounter,Organization&_count=97",
                "Observation?_sort=_id&_count=41",
                "Observation?_lastUpdated=gt2000&_count=50"
            })
    void pagesSpeakOfTheMomentOfTheFirst(String text) {
        Page page = search(text);
        long total = page.total();
        var seen = new ArrayList<String>();
        page.facts().forEach(fact -> seen.add(fact.reference()));

        store.transact(List.of(Change.create("Observation", Samples.bytes("""
                        {"resourceType":"Observation","status":"final","code":{"text":"later"},
                         "effectiveDateTime":"2020-02-02"}"""))), Origin.platform());
        for (String next = page.next(); next != null; next = page.next()) {
            page = store.more(next, ALL);
            page.facts().forEach(fact -> seen.add(fact.reference()));
            assertThat(page.total()).isEqualTo(total);
        }

        assertThat(seen).doesNotHaveDuplicates().hasSize((int) total);
    }

    @Test
    void theTotalIsToldUnlessNotWanted() {
        assertThat(search("Observation?_count=3&_total=none").total()).isEqualTo(-1);
        assertThat(search("Observation?_count=3&_total=accurate").total()).isGreaterThan(3);
        assertThat(search("Observation?date=gt2000&_count=0").facts()).isEmpty();
        assertThat(search("Observation?date=gt2000&_count=0").total()).isGreaterThan(3);
    }

    // -- the whole system

    @Test
    void aSearchOverTypesFindsWhatEachOfThemHolds() {
        long each =
                search("Patient?_count=0").total() + search("Location?_count=0").total();

        assertThat(search("?_type=Patient,Location&_count=0").total()).isEqualTo(each);
        assertThat(search("?_tag=urn:tag|t1").facts()).extracting(Fact::type).containsExactly("Observation");
        assertThat(search("?_profile=http://example.org/p").total()).isOne();
        assertThat(search("?_profile=http://example.org/p|1.2").total()).isOne();
        assertThat(search("?_source=http://example.org/sender%239").total()).isOne();
        assertThat(search("?_type=Patient,Practitioner&name=a&_count=0").total())
                .isEqualTo(search("Patient?name=a&_count=0").total()
                        + search("Practitioner?name=a&_count=0").total());
    }

    @Test
    void anIdIsFoundWhateverItsType() {
        Fact patient = search("Patient?_count=1").facts().getFirst();

        assertThat(search("Patient?_id=" + patient.id() + ",nobody").facts())
                .extracting(Fact::reference)
                .containsExactly(patient.reference());
        assertThat(search("?_type=Patient,Location&_id=" + patient.id()).facts())
                .extracting(Fact::reference)
                .containsExactly(patient.reference());
    }

    // -- what is brought along

    @Test
    void includesFollowReferencesOfTheMatchesOnly() {
        Page page = search("Procedure?_count=5&_include=Procedure:encounter&_include=Encounter:service-provider");

        assertThat(types(page.included())).containsExactly("Encounter");
    }

    @Test
    void iteratingIncludesFollowWhatWasBroughtAlong() {
        Page page = search("Procedure?_count=5&_include=Procedure:encounter"
                + "&_include:iterate=Encounter:service-provider&_include:iterate=Encounter:patient");

        assertThat(types(page.included())).containsExactly("Encounter", "Organization", "Patient");
        assertThat(page.included()).extracting(Fact::reference).doesNotHaveDuplicates();
    }

    @Test
    void includesMayBeLimitedToATypeOrTakeAllReferences() {
        assertThat(types(search("Encounter?_count=3&_include=Encounter:subject:Group")
                        .included()))
                .isEmpty();
        assertThat(types(search("Encounter?_count=3&_include=*").included()))
                .contains("Patient", "Practitioner", "Organization");
    }

    @Test
    void whatRefersToTheMatchesComesAlong() {
        Page page = search("Patient?name=a&_count=2&_revinclude=Encounter:patient&_revinclude:iterate=Claim:encounter");

        assertThat(types(page.included())).containsExactly("Claim", "Encounter");
        Set<String> patients =
                Set.copyOf(page.facts().stream().map(Fact::reference).toList());
        assertThat(page.included())
                .filteredOn(fact -> fact.type().equals("Encounter"))
                .allMatch(fact -> patients.contains(
                        fact.tree().path("subject").path("reference").asString("")));
    }

    // -- places and terms

    @ParameterizedTest
    @CsvSource({
        "31.2304|121.4737|0.1|km, 1",
        "31.2304|121.4737|2|km, 1",
        "31.2304|121.4737|3|km, 2",
        "31.2304|121.4737|3000|m, 2",
        "31.2304|121.4737|2|[mi_i], 2",
        "31.2304|121.4737, 1",
        "0|0|5, 0"
    })
    void placesAreFoundByDistance(String near, int found) {
        assertThat(search("Location?near=" + near).total()).isEqualTo(found);
    }

    @Test
    void aTerminologyTellsMembersAndRelatedCodes() {
        store.terms(new Terms() {
            @Override
            public Set<Term> members(String valueSet) {
                return valueSet.equals("urn:vs")
                        ? Set.of(new Term("urn:c", "open"), new Term("urn:c", "none"))
                        : NONE.members(valueSet);
            }

            @Override
            public Set<Term> below(@Nullable String system, String code) {
                return Set.of(new Term(system, code), new Term("urn:c", "open"));
            }

            @Override
            public Set<Term> above(@Nullable String system, String code) {
                return Set.of(new Term(system, code));
            }
        });

        assertThat(search("Observation?code:in=urn:vs").total()).isEqualTo(2);
        assertThat(search("Observation?code:not-in=urn:vs&_count=0").total())
                .isEqualTo(search("Observation?_count=0").total() - 2);
        assertThat(search("Observation?code:below=urn:c|sys").total()).isEqualTo(2);
        assertThat(search("Observation?code:above=urn:c|open").total()).isOne();
        assertThatThrownBy(() -> search("Observation?code:in=urn:other")).isInstanceOf(Problem.class);
        store.terms(Terms.NONE);
    }

    // -- scopes

    @Test
    void innerQueriesSeeNoMoreThanTheirScope() {
        List<Fact> patients =
                search("Patient?_has:Encounter:patient:status=finished").facts();
        long own = patients.getFirst().key().compartment();
        Scope one = Scope.granted(
                List.of(new Scope.Grant(Set.of(own), Part.all().less(Part.ofTypes(Set.of("Encounter"))))));

        assertThat(store.search(QueryText.read("Patient?_count=0"), one).total())
                .isOne();
        assertThat(store.search(QueryText.read("Patient?_has:Encounter:patient:status=finished"), one)
                        .total())
                .isZero();
        assertThat(store.search(QueryText.read("Procedure?encounter.status=finished"), one)
                        .total())
                .isZero();
        assertThat(store.search(QueryText.read("Procedure?_include=Procedure:encounter"), one)
                        .included())
                .isEmpty();
        assertThat(store.search(QueryText.read("Patient?_revinclude=Encounter:patient"), one)
                        .included())
                .isEmpty();
    }

    // -- many at once

    @Test
    void moreWideSearchesThanMayRunAtOnceWaitForTheirTurnAndFindTheSame() throws InterruptedException {
        long alone = search("Observation?date=gt2000&_count=0").total();
        var totals = new java.util.concurrent.ConcurrentLinkedQueue<Long>();

        var threads = java.util.stream.IntStream.range(0, 24)
                .mapToObj(i -> Thread.ofVirtual()
                        .start(() -> totals.add(
                                search("Observation?date=gt2000&_count=0").total())))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(totals).hasSize(24).containsOnly(alone);
    }

    // -- refusals

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient?nothing=1",
                "Patient?name:below=a",
                "Patient?gender:contains=a",
                "Patient?birthdate=soon",
                "Patient?birthdate:exact=2020",
                "Patient?_sort=nothing",
                "Patient?active:missing=perhaps",
                "Patient?_filter=name%20eq%20a",
                "Patient?_text=a",
                "Patient?_content=a",
                "Patient?_list=1",
                "Patient?_query=q",
                "Patient?_has:Observation:code=1",
                "Patient?_has:Observation:nothing:code=1",
                "Patient?name.family=a",
                "Patient?organization.nothing=a",
                "Patient?_total=many",
                "Patient?_include=Patient",
                "Patient?_include=Patient:name",
                "Patient?_revinclude=*",
                "Observation?code-value-quantity=8302-2",
                "Observation?value-quantity=much",
                "Observation?value-quantity=1e999999999",
                "Location?near=91|0",
                "Location?near=here",
                "Location?_sort=near"
            })
    void whatIsNotUnderstoodIsRefusedWithAWord(String text) {
        assertThatThrownBy(() -> search(text))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.kind().status()).isEqualTo(400));
    }

    @Test
    void tenThousandAlternativesAreTakenAndMoreAreNot() {
        assertThat(search("Patient?identifier=" + "x,".repeat(9_999) + "77").total())
                .isOne();
        assertThatThrownBy(() -> search("Patient?identifier=" + "x,".repeat(10_001)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void chainsDoNotGoOnForEver() {
        assertThatThrownBy(() -> search("Encounter?" + "part-of.".repeat(9) + "status=finished"))
                .isInstanceOf(Problem.class);
        assertThat(search("Encounter?" + "part-of.".repeat(7) + "status=finished")
                        .total())
                .isZero();
    }
}
