package org.tongmai.directory.terminology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the terminology answers, on systems made for the purpose and on those of FHIR itself. */
class VocabularyTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T04:00:00Z"), ZoneOffset.UTC);

    /** Animals, with a branch by nesting, one by a parent property and one by a child property. */
    private static final String ANIMALS = """
            {"resourceType":"CodeSystem","url":"urn:animals","version":"1","status":"active","content":"complete",
             "language":"en","title":"Animals","concept":[
             {"code":"mammal","display":"Mammal","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[
               {"code":"dog","display":"Dog","property":[{"code":"legs","valueInteger":4}],
                "designation":[{"language":"zh-CN","value":"狗"}],"concept":[{"code":"poodle","display":"Poodle"}]},
               {"code":"whale","display":"Whale","property":[{"code":"legs","valueInteger":0}]}]},
             {"code":"bat","display":"Bat","property":[{"code":"parent","valueCode":"mammal"}]},
             {"code":"bird","display":"Bird","property":[{"code":"child","valueCode":"crow"}]},
             {"code":"crow","display":"Crow","property":[{"code":"legs","valueInteger":2}]},
             {"code":"dodo","display":"Dodo","property":[{"code":"status","valueCode":"retired"}]}]}
            """;

    private static Vocabulary vocabulary(String... resources) {
        var stored = new LinkedHashMap<String, CanonicalResource>();
        for (int i = 0; i < resources.length; i++) {
            byte[] json = resources[i].getBytes(UTF_8);
            stored.put("x/" + i, CanonicalResource.of(json, true, i, () -> json));
        }
        return new Vocabulary(new Catalogue(stored, PackagedDefinitions.all(), new Catalogue.Tables()), NOON);
    }

    private static Which.Inline compose(String compose) {
        return new Which.Inline(
                Json.read(("{\"resourceType\":\"ValueSet\",\"compose\":" + compose + "}").getBytes(UTF_8)));
    }

    private static List<String> codes(ObjectNode valueSet) {
        var out = new ArrayList<String>();
        valueSet.path("expansion")
                .path("contains")
                .forEach(each -> out.add(each.path("code").asString("")));
        return out;
    }

    private static List<String> filtered(String property, String op, String value) {
        String compose =
                "{\"include\":[{\"system\":\"urn:animals\",\"filter\":[{\"property\":\"%s\",\"op\":\"%s\",\"value\":\"%s\"}]}]}"
                        .formatted(property, op, value);
        return codes(vocabulary(ANIMALS).expand(compose(compose), Expand.ALL));
    }

    private static Coding coding(String system, String code) {
        return new Coding(system, null, code, null);
    }

    @Test
    void filtersTakeTheirBranchesAndProperties() {
        assertThat(filtered("concept", "is-a", "mammal")).containsExactly("mammal", "dog", "poodle", "whale", "bat");
        assertThat(filtered("concept", "descendent-of", "mammal")).containsExactly("dog", "poodle", "whale", "bat");
        assertThat(filtered("concept", "is-not-a", "mammal")).containsExactly("bird", "crow", "dodo");
        assertThat(filtered("concept", "generalizes", "poodle")).containsExactly("mammal", "dog", "poodle");
        assertThat(filtered("legs", "=", "4")).containsExactly("dog");
        assertThat(filtered("legs", "in", "2, 4")).containsExactly("dog", "crow");
        assertThat(filtered("legs", "not-in", "2,4"))
                .containsExactly("mammal", "poodle", "whale", "bat", "bird", "dodo");
        assertThat(filtered("legs", "exists", "true")).containsExactly("dog", "whale", "crow");
        assertThat(filtered("display", "regex", "[BC].*")).containsExactly("bat", "bird", "crow");
        assertThat(filtered("parent", "=", "bird")).containsExactly("crow");
    }

    @Test
    void aRegularExpressionThatNeverEndsIsGivenUp() {
        String system = """
                {"resourceType":"CodeSystem","url":"urn:a","content":"complete","concept":[{"code":"%s!"}]}
                """.formatted("a".repeat(60));
        String bomb =
                "{\"include\":[{\"system\":\"urn:a\",\"filter\":[{\"property\":\"code\",\"op\":\"regex\",\"value\":\"(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b\"}]}]}";

        assertThatThrownBy(() -> vocabulary(system).expand(compose(bomb), Expand.ALL))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("directory.expression-too-costly"));
    }

    @Test
    void valueSetsThatContainEachOtherAreRefused() {
        String a =
                "{\"resourceType\":\"ValueSet\",\"url\":\"urn:a\",\"compose\":{\"include\":[{\"valueSet\":[\"urn:b\"]}]}}";
        String b =
                "{\"resourceType\":\"ValueSet\",\"url\":\"urn:b\",\"compose\":{\"include\":[{\"valueSet\":[\"urn:a\"]}]}}";

        assertThatThrownBy(() -> vocabulary(a, b).expand(Which.url("urn:a"), Expand.ALL))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("directory.value-set-cycle"));
    }

    @Test
    void importsIntersectWithinAnIncludeAndExcludesTakeAway() {
        String four =
                "{\"resourceType\":\"ValueSet\",\"url\":\"urn:four\",\"compose\":{\"include\":[{\"system\":\"urn:animals\","
                        + "\"concept\":[{\"code\":\"crow\"},{\"code\":\"dog\"},{\"code\":\"bat\"},{\"code\":\"unicorn\"}]}]}}";
        Vocabulary vocabulary = vocabulary(ANIMALS, four);

        assertThat(codes(vocabulary.expand(Which.url("urn:four"), Expand.ALL))).containsExactly("crow", "dog", "bat");
        assertThat(codes(vocabulary.expand(
                        compose(
                                "{\"include\":[{\"system\":\"urn:animals\",\"filter\":[{\"property\":\"concept\",\"op\":\"is-a\","
                                        + "\"value\":\"mammal\"}],\"valueSet\":[\"urn:four\"]}]}"),
                        Expand.ALL)))
                .containsExactly("dog", "bat");
        assertThat(codes(vocabulary.expand(
                        compose(
                                "{\"include\":[{\"system\":\"urn:animals\"}],\"exclude\":[{\"valueSet\":[\"urn:four\"]}]}"),
                        Expand.ALL)))
                .containsExactly("mammal", "poodle", "whale", "bird", "dodo");
    }

    @Test
    void everyCodeValidatesExactlyWhereItsExpansionListsIt() {
        var random = new Random(7);
        for (int round = 0; round < 40; round++) {
            Vocabulary vocabulary = vocabulary(tree(random, "urn:s1", 30), tree(random, "urn:s2", 20));
            Which.Inline valueSet = compose(randomCompose(random));
            Set<String> listed = new HashSet<>();
            vocabulary
                    .expand(valueSet, Expand.ALL)
                    .path("expansion")
                    .path("contains")
                    .forEach(each -> assertThat(listed.add(each.path("system").asString("") + "|"
                                    + each.path("code").asString("")))
                            .as("listed once")
                            .isTrue());

            for (String system : List.of("urn:s1", "urn:s2")) {
                for (int i = 0; i < 32; i++) {
                    boolean valid = vocabulary
                            .validate(valueSet, List.of(coding(system, "c" + i)), null, true)
                            .valid();
                    assertThat(valid)
                            .as(valueSet.resource() + " " + system + " c" + i)
                            .isEqualTo(listed.contains(system + "|c" + i));
                }
            }
        }
    }

    /** A system in which each concept has up to two parents among those before it. */
    private static String tree(Random random, String url, int size) {
        var concepts = new ArrayList<String>();
        for (int i = 0; i < size; i++) {
            var parents = new LinkedHashSet<String>();
            for (int p = 0; p < random.nextInt(3) && i > 0; p++) {
                parents.add("{\"code\":\"parent\",\"valueCode\":\"c" + random.nextInt(i) + "\"}");
            }
            parents.add("{\"code\":\"kind\",\"valueCode\":\"k" + random.nextInt(3) + "\"}");
            concepts.add("{\"code\":\"c" + i + "\",\"property\":[" + String.join(",", parents) + "]}");
        }
        return "{\"resourceType\":\"CodeSystem\",\"url\":\"%s\",\"content\":\"complete\",\"concept\":[%s]}"
                .formatted(url, String.join(",", concepts));
    }

    private static String randomCompose(Random random) {
        var includes = new ArrayList<String>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            includes.add(randomInclude(random));
        }
        String exclude = random.nextBoolean() ? ",\"exclude\":[" + randomInclude(random) + "]" : "";
        return "{\"include\":[" + String.join(",", includes) + "]" + exclude + "}";
    }

    private static String randomInclude(Random random) {
        String system = "\"system\":\"urn:s" + (1 + random.nextInt(2)) + "\"";
        String code = "c" + random.nextInt(15);
        return "{" + system
                + switch (random.nextInt(5)) {
                    case 0 -> ",\"concept\":[{\"code\":\"" + code + "\"},{\"code\":\"c3\"},{\"code\":\"c4\"}]";
                    case 1 ->
                        ",\"filter\":[{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"" + code
                                + "\"},{\"property\":\"kind\",\"op\":\"not-in\",\"value\":\"k1\"}]";
                    case 2 -> ",\"filter\":[{\"property\":\"kind\",\"op\":\"=\",\"value\":\"k2\"}]";
                    case 3 -> ",\"filter\":[{\"property\":\"concept\",\"op\":\"is-not-a\",\"value\":\"" + code + "\"}]";
                    default -> "";
                }
                + "}";
    }

    @Test
    void subsumptionAgreesWithTheAncestors() {
        var random = new Random(11);
        for (int round = 0; round < 20; round++) {
            String json = tree(random, "urn:s1", 25);
            Vocabulary vocabulary = vocabulary(json);
            Map<String, Set<String>> parents = new HashMap<>();
            Json.read(json.getBytes(UTF_8)).path("concept").forEach(concept -> {
                Set<String> of = new HashSet<>();
                concept.path("property").forEach(property -> {
                    if (property.path("code").asString("").equals("parent")) {
                        of.add(property.path("valueCode").asString(""));
                    }
                });
                parents.put(concept.path("code").asString(""), of);
            });
            for (String a : parents.keySet()) {
                for (String b : parents.keySet()) {
                    Subsumption expected = a.equals(b)
                            ? Subsumption.EQUIVALENT
                            : above(parents, b).contains(a)
                                    ? Subsumption.SUBSUMES
                                    : above(parents, a).contains(b)
                                            ? Subsumption.SUBSUMED_BY
                                            : Subsumption.NOT_SUBSUMED;
                    assertThat(vocabulary.subsumes(Which.url("urn:s1"), null, a, b))
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static Set<String> above(Map<String, Set<String>> parents, String code) {
        Set<String> out = new HashSet<>();
        for (String parent : parents.getOrDefault(code, Set.of())) {
            out.add(parent);
            out.addAll(above(parents, parent));
        }
        return out;
    }

    @Test
    void pagesOfAnExpansionNeitherRepeatNorSkip() {
        Vocabulary vocabulary = vocabulary(tree(new Random(3), "urn:s1", 100));
        Which all = compose("{\"include\":[{\"system\":\"urn:s1\"}]}");
        var paged = new ArrayList<String>();

        for (int offset = 0; offset < 100; offset += 7) {
            ObjectNode page = vocabulary.expand(
                    all, new Expand("", offset, 7, false, false, List.of(), null, false, false, Versions.ANY));
            assertThat(page.path("expansion").path("total").asInt(-1)).isEqualTo(100);
            paged.addAll(codes(page));
        }

        assertThat(paged).isEqualTo(codes(vocabulary.expand(all, Expand.ALL)));
    }

    @Test
    void textFilterActiveOnlyAndLanguageShapeTheExpansion() {
        Vocabulary vocabulary = vocabulary(ANIMALS, """
                {"resourceType":"CodeSystem","url":"urn:animals-zh","status":"active","content":"supplement",
                 "supplements":"urn:animals","language":"zh-CN","concept":[{"code":"crow","display":"乌鸦"}]}
                """);
        Which all = compose("{\"include\":[{\"system\":\"urn:animals\"}]}");

        ObjectNode active = vocabulary.expand(
                all, new Expand("", 0, null, true, false, List.of(), "zh-CN", false, true, Versions.ANY));
        ObjectNode found = vocabulary.expand(
                all, new Expand("乌", 0, null, false, true, List.of("zh"), null, false, false, Versions.ANY));

        assertThat(codes(active)).containsExactly("dog", "poodle", "whale", "bat", "bird", "crow");
        assertThat(active.at("/expansion/contains/0/display").asString("")).isEqualTo("狗");
        assertThat(active.at("/expansion/contains/5/display").asString("")).isEqualTo("乌鸦");
        assertThat(codes(found)).containsExactly("crow");
        assertThat(found.at("/expansion/contains/0/designation/0/value").asString(""))
                .isEqualTo("乌鸦");
    }

    @Test
    void ofSeveralVersionsTheOneNamedElseTheHighestCounts() {
        String template = "{\"resourceType\":\"CodeSystem\",\"url\":\"urn:v\",\"version\":\"%s\",\"status\":\"active\","
                + "\"content\":\"complete\",\"concept\":[{\"code\":\"%s\"}]}";
        Vocabulary vocabulary = vocabulary(
                template.formatted("2.9", "nine"), template.formatted("2.10", "ten"), template.formatted("1", "one"));

        assertThat(vocabulary.lookup(coding("urn:v", "ten"), null).version()).isEqualTo("2.10");
        assertThat(vocabulary
                        .lookup(new Coding("urn:v", "2.9", "nine", null), null)
                        .code())
                .isEqualTo("nine");
        assertThat(codes(vocabulary.expand(
                        compose("{\"include\":[{\"system\":\"urn:v\"}]}"),
                        new Expand(
                                "",
                                0,
                                null,
                                false,
                                false,
                                List.of(),
                                null,
                                false,
                                false,
                                Versions.of(List.of(), List.of(), List.of("urn:v|1"))))))
                .containsExactly("one");
    }

    @Test
    void translatingBackFindsTheCodeOneCameFrom() {
        var random = new Random(5);
        var elements = new ArrayList<String>();
        var pairs = new ArrayList<String[]>();
        for (int i = 0; i < 40; i++) {
            var targets = new LinkedHashMap<String, String>();
            for (int t = 0; t < random.nextInt(3); t++) {
                targets.put(
                        "t" + random.nextInt(20),
                        List.of("equivalent", "wider", "narrower").get(random.nextInt(3)));
            }
            String source = "s" + i;
            var written = new ArrayList<String>();
            targets.forEach((code, equivalence) -> {
                written.add("{\"code\":\"" + code + "\",\"equivalence\":\"" + equivalence + "\"}");
                pairs.add(new String[] {source, code, equivalence});
            });
            elements.add("{\"code\":\"" + source + "\",\"target\":[" + String.join(",", written) + "]}");
        }
        Vocabulary vocabulary = vocabulary("""
                {"resourceType":"ConceptMap","url":"urn:map","status":"active","group":[
                 {"source":"urn:s","target":"urn:t","element":[%s]}]}
                """.formatted(String.join(",", elements)));

        for (String[] pair : pairs) {
            Equivalence equivalence = Equivalence.of(pair[2]);
            assertThat(translate(vocabulary, coding("urn:s", pair[0]), "urn:t", false))
                    .contains(pair[1] + " " + equivalence);
            assertThat(translate(vocabulary, coding("urn:t", pair[1]), "urn:s", true))
                    .contains(pair[0] + " " + equivalence.reversed());
        }
        assertThat(translate(vocabulary, coding("urn:s", "nothing"), "urn:t", false))
                .isEmpty();
    }

    private static List<String> translate(Vocabulary vocabulary, Coding coding, String target, boolean reverse) {
        return vocabulary
                .translate(new Translation.Question(null, List.of(coding), null, null, target, reverse, List.of()))
                .matches()
                .stream()
                .map(match -> java.util.Objects.requireNonNull(match.concept()).code() + " " + match.equivalence())
                .toList();
    }

    @Test
    void grammarsSayWhatIsACode() {
        Vocabulary vocabulary = vocabulary();
        Which ucum = Which.url("http://unitsofmeasure.org");

        assertThat(vocabulary
                        .validate(ucum, coding("http://unitsofmeasure.org", "mmol/L"), null)
                        .valid())
                .isTrue();
        assertThat(vocabulary
                        .validate(ucum, coding("http://unitsofmeasure.org", "mmHg"), null)
                        .valid())
                .isFalse();
        assertThat(vocabulary
                        .validate(Which.url("urn:ietf:bcp:47"), coding("urn:ietf:bcp:47", "zh-Hans-CN"), null)
                        .valid())
                .isTrue();
        assertThat(vocabulary
                        .validate(Which.url("urn:ietf:bcp:13"), coding("urn:ietf:bcp:13", "text/plain"), null)
                        .valid())
                .isTrue();
        assertThat(vocabulary
                        .validate(Which.url("urn:ietf:bcp:13"), coding("urn:ietf:bcp:13", "plain"), null)
                        .valid())
                .isFalse();
        assertThat(vocabulary
                        .validate(
                                Which.url("http://hl7.org/fhir/ValueSet/ucum-units"),
                                List.of(coding("http://unitsofmeasure.org", "kg")),
                                null,
                                false)
                        .valid())
                .isTrue();
    }

    /** The value sets of FHIR R4 and HL7 themselves: each expands, or says why not, and what it lists is valid in it. */
    @Test
    void theValueSetsOfFhirListWhatIsValidInThem() {
        Vocabulary vocabulary = vocabulary();
        int expanded = 0;
        for (CanonicalResource each : PackagedDefinitions.all()) {
            if (!each.type().equals("ValueSet")) {
                continue;
            }
            Which valueSet = Which.url(each.url());
            ObjectNode expansion;
            try {
                expansion = vocabulary.expand(
                        valueSet, new Expand("", 0, 20, false, false, List.of(), null, false, false, Versions.ANY));
            } catch (Problem problem) {
                assertThat(problem.code())
                        .as(each.url())
                        .isIn(
                                "directory.code-system-unknown",
                                "directory.expansion-unbounded",
                                "directory.value-set-unknown",
                                "directory.code-unknown",
                                "directory.filter-unsupported");
                continue;
            }
            expanded++;
            for (JsonNode code : expansion.path("expansion").path("contains")) {
                assertThat(vocabulary
                                .validate(valueSet, List.of(Coding.of(code)), null, true)
                                .message())
                        .as(each.url() + " " + code)
                        .isIn(null, "The code is inactive.");
            }
        }
        assertThat(expanded).isGreaterThan(1_150);
        assertThat(codes(
                        vocabulary.expand(Which.url("http://hl7.org/fhir/ValueSet/administrative-gender"), Expand.ALL)))
                .containsExactly("male", "female", "other", "unknown");
        assertThat(vocabulary.subsumes(
                        Which.url("http://terminology.hl7.org/CodeSystem/v3-ActCode"),
                        null,
                        "_ActEncounterCode",
                        "AMB"))
                .isEqualTo(Subsumption.SUBSUMES);
    }

    @Test
    void aSystemOfAHundredThousandConceptsFitsInSomeMegabytes() {
        var json = new StringBuilder(
                "{\"resourceType\":\"CodeSystem\",\"url\":\"urn:icd\",\"content\":\"complete\",\"concept\":[");
        for (int i = 0; i < 100_000; i++) {
            json.append(i == 0 ? "" : ",")
                    .append(
                            "{\"code\":\"X%05d\",\"display\":\"第%d号疾病和相关健康问题\",\"property\":[{\"code\":\"parent\",\"valueCode\":\"X%05d\"}]}"
                                    .formatted(i, i, i / 10));
        }
        byte[] body = json.append("]}").toString().getBytes(UTF_8);

        ConceptTable table = ConceptReader.read(body);

        assertThat(table.size()).isEqualTo(100_000);
        assertThat(table.weight()).isLessThan(20_000_000);
        assertThat(table.display(table.find("X54321"))).isEqualTo("第54321号疾病和相关健康问题");
        assertThat(table.children().reach(table.find("X00005")).cardinality()).isEqualTo(11_111);
    }
}
