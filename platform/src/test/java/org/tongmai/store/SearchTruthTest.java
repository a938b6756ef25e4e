package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;

/** Search against brute force: the same ids and totals for queries of every kind. */
class SearchTruthTest {

    private static final Scope ALL = Scope.everything();

    private static Store store;
    private static Truth truth;

    @BeforeAll
    static void load() {
        store = Store.on(TestDatabase.fresh().dataSource(), Clock.systemUTC());
        store.start();
        Synthea.load(store);
        truth = new Truth(everything());
    }

    @AfterAll
    static void close() {
        store.stop();
    }

    private static List<Fact> everything() {
        var out = new ArrayList<Fact>();
        Page page = store.search(QueryText.read("?_count=1000"), ALL);
        out.addAll(page.facts());
        for (String next = page.next(); next != null; next = page.next()) {
            page = store.more(next, ALL);
            out.addAll(page.facts());
        }
        assertThat(out).hasSize((int) page.total());
        return out;
    }

    @Test
    void everyParameterFindsTheValuesOfItsOfficialExpression() {
        var wrong = new ArrayList<String>();
        int compared = 0;
        for (var resources : truth.all().entrySet()) {
            for (Truth.Definition definition : Truth.definitions(resources.getKey())) {
                SearchParameter parameter = SearchParameter.of(resources.getKey(), definition.code());
                assertThat(parameter).as(definition.code()).isNotNull();
                for (Resource resource : resources.getValue()) {
                    List<String> official = truth.values(resource, definition).stream()
                            .map(Base::fhirType)
                            .sorted()
                            .toList();
                    List<String> own = selected(Objects.requireNonNull(parameter), resource);
                    if (own.size() != official.size()) {
                        wrong.add(definition.code() + " on " + Truth.key(resource) + ": " + own + " not " + official);
                    }
                    compared += official.size();
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(5_000);
    }

    private static List<String> selected(SearchParameter parameter, Resource resource) {
        var tree = Json.read(Truth.FHIR
                .newJsonParser()
                .encodeResourceToString(resource)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var out = new ArrayList<String>();
        for (SearchPath path : parameter.paths()) {
            if (path.present()) {
                return List.of("boolean");
            }
            path.each(tree, (node, type) -> {
                if (path.counts(node)) {
                    out.add(type);
                }
            });
        }
        out.sort(null);
        return out;
    }

    @Test
    void theSameIsFoundAsByBruteForce() {
        List<Questions.Question> questions = new Questions(truth).all();
        var wrong = new ArrayList<String>();
        int found = 0;
        for (Questions.Question question : questions) {
            var expected = truth.search(question.type(), question.parameters());
            try {
                var actual = found(question);
                if (!actual.equals(expected)) {
                    var missing = new TreeSet<>(expected);
                    missing.removeAll(actual);
                    var more = new TreeSet<>(actual);
                    more.removeAll(expected);
                    wrong.add(question + ": missing " + missing.size() + " more " + more.size());
                }
            } catch (Problem e) {
                wrong.add(question + ": " + e.getMessage());
            }
            found += expected.size();
        }

        System.out.println(questions.size() + " queries compared, " + found + " matches");
        assertThat(wrong).isEmpty();
        assertThat(questions.size()).isGreaterThan(1_000);
    }

    /** What a scope hides is not there, not for totals either: the same queries on what it leaves. */
    @Test
    void aScopeIsAStoreThatHoldsNothingElse() {
        var compartments = new java.util.TreeSet<Long>();
        everything().forEach(fact -> compartments.add(fact.key().compartment()));
        var some = new java.util.HashSet<Long>();
        for (long compartment : compartments) {
            if (compartments.headSet(compartment).size() % 2 == 0) {
                some.add(compartment);
            }
        }
        Scope half = Scope.granted(List.of(new Scope.Grant(
                some,
                Part.all()
                        .less(Part.either(List.of(
                                Part.ofTypes(java.util.Set.of("Claim")), Part.labelled(java.util.Set.of("PSY"))))))));
        var visible = new ArrayList<Fact>();
        for (String type : truth.all().keySet()) {
            for (Page page = store.search(Query.of(type).count(1000), half);
                    ;
                    page = store.more(String.valueOf(page.next()), half)) {
                visible.addAll(page.facts());
                if (page.next() == null) {
                    break;
                }
            }
        }
        var left = new Truth(visible);
        var wrong = new ArrayList<String>();
        List<Questions.Question> questions = new Questions(truth).all();
        for (Questions.Question question : questions.subList(0, 400)) {
            var expected = left.search(question.type(), question.parameters());
            Page page = store.search(
                    QueryText.parse(question.type(), question.parameters()).count(1000), half);
            var actual = new TreeSet<String>();
            page.facts().forEach(fact -> actual.add(fact.reference()));
            if (!actual.equals(expected) || page.total() != expected.size()) {
                wrong.add(question + ": " + expected.size() + " expected, " + actual.size() + " found");
            }
        }

        assertThat(visible).hasSizeBetween(100, everything().size() - 100);
        assertThat(wrong).isEmpty();
    }

    private static java.util.Set<String> found(Questions.Question question) {
        Query query = QueryText.parse(question.type(), question.parameters()).count(200);
        var out = new TreeSet<String>();
        Page page = store.search(query, ALL);
        long total = page.total();
        page.facts().forEach(fact -> out.add(fact.reference()));
        for (String next = page.next(); next != null; next = page.next()) {
            page = store.more(next, ALL);
            page.facts().forEach(fact -> assertThat(out.add(fact.reference())).isTrue());
            assertThat(page.total()).isEqualTo(total);
        }
        assertThat(out).as(question.toString()).hasSize((int) total);
        return out;
    }
}
