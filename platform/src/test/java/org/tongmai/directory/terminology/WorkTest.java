package org.tongmai.directory.terminology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/** How much work one question may make, and what is not worked out again. */
class WorkTest {

    private static Catalogue catalogue(String... resources) {
        var stored = new LinkedHashMap<String, CanonicalResource>();
        for (int i = 0; i < resources.length; i++) {
            byte[] json = resources[i].getBytes(UTF_8);
            stored.put("x/" + i, CanonicalResource.of(json, true, i, () -> json));
        }
        return new Catalogue(stored, List.of(), new Catalogue.Tables());
    }

    private static Vocabulary vocabulary(String... resources) {
        return new Vocabulary(catalogue(resources), Clock.systemUTC());
    }

    private static String system(String url, int concepts) {
        String listed = IntStream.range(0, concepts)
                .mapToObj(i -> "{\"code\":\"c" + i + "\"}")
                .collect(Collectors.joining(","));
        return "{\"resourceType\":\"CodeSystem\",\"url\":\"" + url + "\",\"content\":\"complete\",\"concept\":["
                + listed + "]}";
    }

    private static String valueSet(String url, String include) {
        return "{\"resourceType\":\"ValueSet\",\"url\":\"" + url + "\",\"compose\":{\"include\":[" + include + "]}}";
    }

    private static String times(int count, String text) {
        return String.join(",", java.util.Collections.nCopies(count, text));
    }

    private static void refusedAsCostly(Runnable question) {
        assertThatThrownBy(question::run)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("directory.question-too-costly"));
    }

    @Test
    void filtersWithoutNumberAreGivenUp() {
        String filters = times(1_000, "{\"property\":\"code\",\"op\":\"=\",\"value\":\"c1\"}");
        Vocabulary vocabulary = vocabulary(
                system("urn:many", 5_000),
                valueSet("urn:filtered", "{\"system\":\"urn:many\",\"filter\":[" + filters + "]}"));

        refusedAsCostly(() -> vocabulary.expand(Which.url("urn:filtered"), Expand.ALL));
    }

    @Test
    void valueSetsThatDoubleEachOtherAreGivenUp() {
        var resources = new String[ValueSetCompiler.DEPTH_MAX - 1];
        resources[0] = valueSet("urn:set0", "{\"system\":\"http://unitsofmeasure.org\"}");
        for (int i = 1; i < resources.length; i++) {
            resources[i] = valueSet("urn:set" + i, times(2, "{\"valueSet\":[\"urn:set" + (i - 1) + "\"]}"));
        }

        refusedAsCostly(() -> vocabulary(resources).expand(Which.url("urn:set" + (resources.length - 1)), Expand.ALL));
    }

    @Test
    void mapsThatLeadIntoEachOtherAreGivenUp() {
        String group =
                "{\"source\":\"urn:s\",\"target\":\"urn:t\",\"unmapped\":{\"mode\":\"other-map\",\"url\":\"urn:map\"},"
                        + "\"element\":[{\"code\":\"a\",\"target\":[{\"code\":\"b\",\"equivalence\":\"equal\"}]}]}";
        Vocabulary vocabulary = vocabulary(
                "{\"resourceType\":\"ConceptMap\",\"url\":\"urn:map\",\"group\":[" + times(40, group) + "]}");

        refusedAsCostly(() -> vocabulary.translate(new Translation.Question(
                Which.url("urn:map"),
                List.of(new Coding("urn:s", null, "nowhere", null)),
                null,
                null,
                null,
                false,
                List.of())));
    }

    @Test
    void aLongExpansionThatIsToldAsSuchIsRead() {
        String contains = IntStream.range(0, 9_000)
                .mapToObj(i -> "{\"system\":\"urn:many\",\"code\":\"c" + i + "\"}")
                .collect(Collectors.joining(","));
        Vocabulary vocabulary = vocabulary(
                system("urn:many", 9_000),
                "{\"resourceType\":\"ValueSet\",\"url\":\"urn:told\",\"expansion\":{\"contains\":[" + contains + "]}}");

        ObjectNode expanded = vocabulary.expand(Which.url("urn:told"), Expand.ALL);

        assertThat(expanded.at("/expansion/contains")).hasSize(9_000);
    }

    @Test
    void anExpansionWithoutParametersHasNoEmptyArray() {
        ObjectNode expanded = vocabulary(system("urn:few", 2), valueSet("urn:all", "{\"system\":\"urn:few\"}"))
                .expand(Which.url("urn:all"), Expand.ALL);

        assertThat(expanded.path("expansion").has("parameter")).isFalse();
        assertThat(expanded.toString()).doesNotContain("[]");
    }

    @Test
    void whatWasWorkedOutStaysUntilSomethingItWentThroughChanges() {
        String[] resources = {
            system("urn:few", 2),
            valueSet("urn:all", "{\"system\":\"urn:few\"}"),
            valueSet("urn:outer", "{\"valueSet\":[\"urn:all\"]}")
        };
        Vocabulary before = vocabulary(resources);
        Members worked = before.members(Which.url("urn:outer"), Versions.ANY);

        assertThat(before.with(catalogue(resources), Set.of("urn:other")).members(Which.url("urn:outer"), Versions.ANY))
                .isSameAs(worked);
        assertThat(before.with(catalogue(resources), Set.of("urn:all")).members(Which.url("urn:outer"), Versions.ANY))
                .isNotSameAs(worked);
        assertThat(before.with(catalogue(resources), Set.of("urn:few")).members(Which.url("urn:outer"), Versions.ANY))
                .isNotSameAs(worked);
    }
}
