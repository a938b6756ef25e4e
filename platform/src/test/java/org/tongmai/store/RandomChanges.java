package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;
import org.tongmai.node.TestDatabase;
import tools.jackson.databind.node.ObjectNode;

/** What happens to records over time, at random: labels come and go, resources are deleted; and what queries ask beside conditions. */
final class RandomChanges {

    private final Random random;

    RandomChanges(Random random) {
        this.random = random;
    }

    /** Labels a third of the resources, some again without the label, and deletes a few. */
    void of(Store store, List<Fact> facts) {
        for (Fact fact : facts) {
            if (fact.key().compartment() == ResourceKey.DIRECTORY || fact.type().equals("Patient")) {
                continue;
            }
            if (random.nextInt(3) == 0) {
                store.transact(List.of(labelled(fact, true)), Origin.platform());
                if (random.nextInt(4) == 0) {
                    store.transact(List.of(labelled(fact, random.nextBoolean())), Origin.platform());
                }
            }
        }
        for (Fact fact : facts) {
            if (fact.key().compartment() != ResourceKey.DIRECTORY
                    && !fact.type().equals("Patient")
                    && random.nextInt(25) == 0) {
                store.transact(
                        List.of(new Change(Fact.Method.DELETE, fact.type(), fact.id(), null, null, null, null, null)),
                        Origin.platform());
            }
        }
    }

    private Change labelled(Fact fact, boolean label) {
        ObjectNode resource = fact.tree();
        ObjectNode meta = resource.putObject("meta");
        if (label) {
            meta.putArray("security").addObject().put("system", "urn:labels").put("code", any(RandomScopes.LABELS));
        }
        return Change.update(fact.type(), fact.id(), Json.bytes(resource));
    }

    /** Half of the source patients come from each of two institutions. */
    static void sources(TestDatabase database) {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "update store.compartment set source = case when compartment % 2 = 0 then 'A' else 'B' end"
                            + " where compartment > 0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it is written with its system and without. */
    private static List<String> codes(Coding coding) {
        if (coding.getCode() == null) {
            return List.of();
        }
        return coding.getSystem() == null
                ? List.of(coding.getCode())
                : List.of(coding.getCode(), coding.getSystem() + "|" + coding.getCode());
    }

    /** The codes that stand in categories. */
    static List<String> categories(Truth truth) {
        Set<String> out = new LinkedHashSet<>();
        truth.all().forEach((type, resources) -> {
            Truth.Definition category = Truth.definition(type, "category");
            if (category == null) {
                return;
            }
            for (Resource resource : resources) {
                truth.values(resource, category).forEach(value -> {
                    switch (value) {
                        case CodeableConcept concept ->
                            concept.getCoding().forEach(coding -> out.addAll(codes(coding)));
                        case Coding coding -> out.addAll(codes(coding));
                        default -> out.add(String.valueOf(value.primitiveValue()));
                    }
                });
            }
        });
        out.remove(null);
        return new ArrayList<>(out);
    }

    /** Order, pages, totals, and what is to come along. */
    void decorate(String type, Map<String, List<String>> parameters, Truth truth) {
        parameters.put("_count", List.of(String.valueOf(any(List.of(0, 5, 17, 100)))));
        if (random.nextInt(3) == 0) {
            parameters.put("_sort", List.of(any(List.of("_id", "-_lastUpdated", "_lastUpdated,_id", dated(type)))));
        }
        if (random.nextInt(3) == 0) {
            List<String> references = references(type);
            if (!references.isEmpty()) {
                parameters.put(
                        "_include" + (random.nextBoolean() ? ":iterate" : ""),
                        List.of(random.nextInt(4) == 0 ? type + ":*" : type + ":" + any(references)));
            }
        }
        if (random.nextInt(3) == 0) {
            String other = any(List.copyOf(truth.all().keySet()));
            List<String> references = references(other);
            if (!references.isEmpty()) {
                parameters.put("_revinclude", List.of(other + ":" + any(references)));
            }
        }
    }

    private String dated(String type) {
        List<String> dates = SearchParameter.all(type).values().stream()
                .filter(parameter -> parameter.kind() == SearchParameter.Kind.DATE)
                .map(SearchParameter::code)
                .filter(code -> !code.startsWith("_"))
                .sorted()
                .toList();
        return dates.isEmpty() ? "_id" : (random.nextBoolean() ? "-" : "") + any(dates);
    }

    private static List<String> references(String type) {
        return SearchParameter.all(type).values().stream()
                .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                .map(SearchParameter::code)
                .sorted()
                .toList();
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
