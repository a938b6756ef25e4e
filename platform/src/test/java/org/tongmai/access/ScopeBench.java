package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Origin;
import org.tongmai.store.Part;
import org.tongmai.store.QueryText;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * What access costs: processor time of JVM and PostgreSQL of a search under a scope, over that of the same search by a superuser with
 * the same result. Not part of the tests; bench/README.md says how to run it.
 */
class ScopeBench {

    private static final Logger LOG = LoggerFactory.getLogger(ScopeBench.class);
    private static final int ROUNDS = Integer.getInteger("tongmai.bench.rounds", 9);
    private static final int SEARCHES = 1_000;
    private static final int WARD = 150;

    /** Bar 2 of issue 5. */
    private static final double MOST = 1.3;

    private final Caller superuser = Caller.ANYBODY;

    @Test
    void aScopedSearchCostsAtMostAThirdMore() {
        try (TestNode node = TestNode.start()) {
            String number = "330106197803074516";
            node.institution(TestNode.HOSPITAL_A, "甲医院");
            node.institution(TestNode.HOSPITAL_B, "乙医院");
            String atA = node.patient(TestNode.HOSPITAL_A, "王建军", number);
            String atB = node.patient(TestNode.HOSPITAL_B, "王建军", number);
            results(node, TestNode.HOSPITAL_A, atA, 300);
            results(node, TestNode.HOSPITAL_B, atB, 300);
            node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
            for (int i = 0; i < WARD; i++) {
                String other = node.patient(TestNode.HOSPITAL_B, "李" + i, "R" + i);
                results(node, TestNode.HOSPITAL_B, other, 30);
                node.encounter(TestNode.HOSPITAL_B, other, Instant.now().minusSeconds(600), "");
            }
            node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
            node.resident("wang", "王建军", atB);
            String ruledAtA = node.patient(TestNode.HOSPITAL_A, "赵大海", "330106197803074532");
            String ruledAtB = node.patient(TestNode.HOSPITAL_B, "赵大海", "330106197803074532");
            results(node, TestNode.HOSPITAL_A, ruledAtA, 300);
            node.encounter(TestNode.HOSPITAL_B, ruledAtB, Instant.now().minusSeconds(600), "");
            node.resident("zhao", "赵大海", ruledAtB);
            node.settle();
            permit(node, atB);
            rule(
                    node,
                    "effect",
                    "PERMIT",
                    "until",
                    Instant.now().plus(Duration.ofDays(9)).toString());
            rule(node, "effect", "DENY", "classes", List.of("PSY", "HIV"));
            rule(node, "effect", "DENY", "categories", List.of("documents"));
            rule(node, "effect", "DENY", "institution", TestNode.HOSPITAL_A);
            node.jdbc().sql("analyze").update();
            measure(node, atA, atB, ruledAtA);
        }
    }

    private void measure(TestNode node, String atA, String atB, String ruled) {
        Store store = node.bean(Store.class);
        Access access = node.bean(Access.class);
        Looks looks = node.bean(Looks.class);
        var doctor = new Caller("zhang", "张伟", Role.DOCTOR, TestNode.HOSPITAL_B, null, false);
        var resident = new Caller("wang", "王建军", Role.RESIDENT, null, node.compartment(atB), false);
        var system = new Caller("his", "HIS", Role.SYSTEM, TestNode.HOSPITAL_B, null, false);
        String own = "Observation?patient=Patient/" + atB + "&code=c7";
        String elsewhere = "Observation?patient=Patient/" + atA + "&code=c7";
        long a = node.compartment(atA);
        Scope dated = Scope.granted(
                List.of(new Scope.Grant(Set.of(a), Part.all().less(Part.labelled(Sensitivity.allBut(Set.of()))))),
                List.of(new Scope.Grant(
                        Set.of(a),
                        Part.during(Instant.parse("2001-01-01T00:00:00Z"), Instant.parse("2001-02-01T00:00:00Z")))));
        Map<String, List<IntSupplier>> pairs = new LinkedHashMap<>();
        pairs.put(
                "doctor, own record, decision and trace included",
                List.of(
                        () -> asked(store, looks, superuser, Scope.everything(), own),
                        () -> asked(
                                store,
                                looks,
                                doctor,
                                access.decide(doctor, Purpose.CARE, node.compartment(atB))
                                        .scope(),
                                own)));
        pairs.put(
                "doctor, record elsewhere by consent, decision and trace included",
                List.of(
                        () -> asked(store, looks, superuser, Scope.everything(), elsewhere),
                        () -> asked(
                                store,
                                looks,
                                doctor,
                                access.decide(doctor, Purpose.CARE, a).scope(),
                                elsewhere)));
        String ruledQuery = "Observation?patient=Patient/" + ruled + "&code=c7";
        pairs.put(
                "doctor, record elsewhere by four rules, decision and trace included",
                List.of(
                        () -> asked(store, looks, superuser, Scope.everything(), ruledQuery),
                        () -> asked(
                                store,
                                looks,
                                doctor,
                                access.decideLook(doctor, Purpose.CARE, node.compartment(ruled))
                                        .scope(),
                                ruledQuery)));
        pairs.put(
                "resident, decision and trace included",
                List.of(
                        () -> asked(store, looks, superuser, Scope.everything(), own),
                        () -> asked(
                                store,
                                looks,
                                resident,
                                access.decide(resident, Purpose.SELF, node.compartment(atB))
                                        .scope(),
                                own)));
        pairs.put(
                "system, decision and trace included",
                List.of(
                        () -> asked(store, looks, superuser, Scope.everything(), own),
                        () -> asked(
                                store,
                                looks,
                                system,
                                access.decide(system, Purpose.CARE, node.compartment(atB))
                                        .scope(),
                                own)));
        Scope consent = access.decide(doctor, Purpose.CARE, a).scope();
        pairs.put(
                "query alone, by consent",
                List.of(() -> found(store, Scope.everything(), elsewhere), () -> found(store, consent, elsewhere)));
        pairs.put(
                "query alone, a period withheld",
                List.of(() -> found(store, Scope.everything(), elsewhere), () -> found(store, dated, elsewhere)));
        pairs.put(
                "query alone, what an institution sent",
                List.of(
                        () -> found(store, Scope.everything(), own),
                        () -> found(store, Scope.sent(TestNode.HOSPITAL_B, Set.of()), own)));
        String rare = "Observation?code=c7&value-quantity=7&_count=100";
        Scope ward = access.scopeFor(doctor);
        pairs.put(
                "query alone, a ward of " + WARD,
                List.of(() -> found(store, Scope.everything(), rare), () -> found(store, ward, rare)));
        var dear = new ArrayList<String>();
        pairs.forEach((name, pair) -> {
            assertThat(pair.getLast().getAsInt())
                    .as(name)
                    .isPositive()
                    .isEqualTo(pair.getFirst().getAsInt());
            double[] ratio = ratios(pair);
            LOG.warn(
                    "{}: {} ms, superuser {} ms, ratio {} ({} to {})",
                    name,
                    text(ratio[3]),
                    text(ratio[4]),
                    text(ratio[1]),
                    text(ratio[0]),
                    text(ratio[2]));
            if (ratio[1] > MOST) {
                dear.add(name + " " + text(ratio[1]));
            }
        });
        assertThat(dear).isEmpty();
    }

    /** Least, middle and greatest ratio, and the middle cost of each in milliseconds. */
    private static double[] ratios(List<IntSupplier> pair) {
        var _ = IntStream.range(0, 6 * SEARCHES)
                .map(i -> pair.get(i % 2).getAsInt())
                .sum();
        double[] ratios = new double[ROUNDS];
        double[] scoped = new double[ROUNDS];
        double[] plain = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            boolean first = round % 2 == 0;
            double one = cost(pair.get(first ? 0 : 1));
            double other = cost(pair.get(first ? 1 : 0));
            plain[round] = first ? one : other;
            scoped[round] = first ? other : one;
            ratios[round] = scoped[round] / plain[round];
        }
        Arrays.sort(ratios);
        Arrays.sort(scoped);
        Arrays.sort(plain);
        return new double[] {ratios[0], ratios[ROUNDS / 2], ratios[ROUNDS - 1], scoped[ROUNDS / 2], plain[ROUNDS / 2]};
    }

    private static double cost(IntSupplier search) {
        double before = TestDatabase.cpuMillis();
        var _ = IntStream.range(0, SEARCHES).map(i -> search.getAsInt()).sum();
        return (TestDatabase.cpuMillis() - before) / SEARCHES;
    }

    private static int found(Store store, Scope scope, String query) {
        return store.search(QueryText.read(query), scope).facts().size();
    }

    private static int asked(Store store, Looks looks, Caller caller, Scope scope, String query) {
        List<Fact> facts = store.search(QueryText.read(query), scope).facts();
        looks.shown(caller, Access.purposeOf(caller), "search", List.of(), facts);
        return facts.size();
    }

    private static void rule(TestNode node, Object... pairs) {
        assertThat(node.browser("zhao")
                        .post("/api/access/rules", TestNode.body(pairs))
                        .status())
                .isEqualTo(200);
    }

    private static void permit(TestNode node, String patient) {
        var asked = node.browser("zhang")
                .post(
                        "/api/access/requests",
                        TestNode.body(
                                "patient",
                                patient,
                                "categories",
                                List.of(),
                                "reason",
                                "复诊",
                                "until",
                                Instant.now().plus(Duration.ofHours(8)).toString()));
        node.browser("wang")
                .post(
                        "/api/access/requests/" + asked.json().path("id").asString() + "/answer",
                        TestNode.body("grant", true));
    }

    /** Of 25 codes in turn, with values from 0 to 9. */
    private static void results(TestNode node, String institution, String patient, int count) {
        List<Change> changes = IntStream.range(0, count)
                .mapToObj(i -> """
                        {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},
                         "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
                         "code":{"coding":[{"system":"http://loinc.org","code":"c%d"}],"text":"血红蛋白"},
                         "effectiveDateTime":"2026-05-%02dT08:00:00+08:00","issued":"2026-05-04T10:00:00+08:00",
                         "valueQuantity":{"value":%d,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},
                         "referenceRange":[{"low":{"value":3.9,"unit":"mmol/L"},"high":{"value":6.1,"unit":"mmol/L"}}]}
                        """.formatted(patient, i % 25, 1 + i % 28, i % 10))
                .map(json -> Change.create("Observation", json.getBytes(StandardCharsets.UTF_8)))
                .toList();
        node.bean(Store.class).transact(changes, new Origin(institution, "test", null, ""));
    }

    private static String text(double value) {
        return "%.3f".formatted(value);
    }
}
