package org.tongmai.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Patients and observations with values at random in extensions, parameters over them, and queries by these. */
final class Wards {

    /** One parameter of each kind that has keys, and one over two types. */
    private enum Parameter {
        WARD("reference", "Patient.extension('urn:ward').value.ofType(Reference).where(resolve() is Organization)"),
        FRIEND("reference", "Patient.extension('urn:ward').value.ofType(Reference)"),
        NOTE("string", "Patient.extension('urn:note').value.ofType(string)"),
        HOME("uri", "Patient.extension('urn:home').value.ofType(uri)"),
        SEEN("date", "Patient.extension('urn:seen').value.ofType(date)"),
        CLASSED("token", "Patient.extension('urn:class').value | Observation.extension('urn:class').value");

        final String kind;
        final String expression;

        Parameter(String kind, String expression) {
            this.kind = kind;
            this.expression = expression;
        }
    }

    static final int PARAMETERS = Parameter.values().length;

    private static final List<String> WORDS = List.of("alpha", "alphabet", "beta", "Ätna", "b");

    private static final List<String> ELSEWHERE =
            List.of("http://elsewhere.example/Organization/1", "http://elsewhere.example/Group/1");

    private final Random random;
    private final List<String> organizations = new ArrayList<>();

    Wards(long seed) {
        this.random = new Random(seed);
    }

    void found(Store store) {
        for (String name : List.of("East", "West")) {
            ObjectNode resource =
                    Json.object().put("resourceType", "Organization").put("name", name);
            organizations.add("Organization/"
                    + store.transact(List.of(Change.create("Organization", Json.bytes(resource))), Origin.platform())
                            .entries()
                            .getFirst()
                            .id());
        }
    }

    /** Defines each parameter twice: {@code ward} and {@code ward-body}, of which nobody shall make keys. */
    static void define(Store store) {
        for (Parameter parameter : Parameter.values()) {
            String code = parameter.name().toLowerCase(java.util.Locale.ROOT);
            for (String each : List.of(code, code + "-body")) {
                define(store, each, parameter.kind, parameter.expression);
            }
        }
    }

    /** Under the id that is the code. */
    static void define(Store store, String code, String kind, String expression) {
        store.transact(
                List.of(Change.update("SearchParameter", code, definition(code, kind, expression, "active"))),
                Origin.platform());
    }

    static byte[] definition(String code, String kind, String expression, String status) {
        var resource = Json.object()
                .put("resourceType", "SearchParameter")
                .put("id", code)
                .put("url", "urn:parameter:" + code)
                .put("name", code)
                .put("status", status)
                .put("description", code)
                .put("code", code)
                .put("type", kind)
                .put("expression", expression);
        ArrayNode bases = resource.putArray("base").add("Patient");
        if (expression.contains("Observation.")) {
            bases.add("Observation");
        }
        return Json.bytes(resource);
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private ObjectNode extended(String type) {
        ObjectNode resource = Json.object().put("resourceType", type);
        ArrayNode extensions = resource.putArray("extension");
        extensions.addObject().put("url", "urn:every").put("valueBoolean", true);
        if (random.nextBoolean()) {
            extensions
                    .addObject()
                    .put("url", "urn:ward")
                    .putObject("valueReference")
                    .put("reference", random.nextInt(3) == 0 ? any(ELSEWHERE) : any(organizations));
        }
        if (random.nextBoolean()) {
            extensions.addObject().put("url", "urn:note").put("valueString", any(WORDS) + " " + any(WORDS));
        }
        if (random.nextBoolean()) {
            extensions.addObject().put("url", "urn:home").put("valueUri", "urn:house:" + random.nextInt(4));
        }
        if (random.nextBoolean()) {
            extensions.addObject().put("url", "urn:seen").put("valueDate", date());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode extension = extensions.addObject().put("url", "urn:class");
            switch (random.nextInt(3)) {
                case 0 -> extension.put("valueCode", "c" + random.nextInt(3));
                case 1 -> coding(extension.putObject("valueCoding"));
                default ->
                    coding(extension
                            .putObject("valueCodeableConcept")
                            .putArray("coding")
                            .addObject());
            }
        }
        return resource;
    }

    private void coding(ObjectNode coding) {
        coding.put("code", "c" + random.nextInt(3));
        if (random.nextBoolean()) {
            coding.put("system", "urn:s" + random.nextInt(2));
        }
    }

    private String date() {
        String date = "202" + random.nextInt(3) + "-0" + (1 + random.nextInt(3)) + "-1" + random.nextInt(4);
        return date.substring(0, any(List.of(4, 7, 10)));
    }

    Change patient() {
        return Change.create("Patient", Json.bytes(extended("Patient")));
    }

    /** A change at random of or beside one of the patients that are there. */
    Change another(List<String> patients) {
        if (patients.isEmpty() || random.nextInt(3) == 0) {
            return patient();
        }
        String id = any(patients);
        if (random.nextInt(3) == 0) {
            ObjectNode observation = extended("Observation").put("status", "final");
            observation.putObject("code").put("text", "x");
            observation.putObject("subject").put("reference", "Patient/" + id);
            return Change.create("Observation", Json.bytes(observation));
        }
        return Change.update(
                "Patient", id, Json.bytes(extended("Patient").put("id", id).put("active", random.nextBoolean())));
    }

    /** Pairs of queries that ask the same, one by the parameter that gets keys, one by its twin. */
    List<List<String>> questions() {
        String organization = any(organizations);
        String bare = organization.substring("Organization/".length());
        return List.of(
                        "Patient?ward=" + organization,
                        "Patient?ward=" + bare,
                        "Patient?ward=" + ELSEWHERE.getFirst(),
                        "Patient?ward=" + ELSEWHERE.getLast(),
                        "Patient?ward:Organization=" + bare,
                        "Patient?ward:Group=" + organization,
                        "Patient?friend=" + bare,
                        "Patient?friend=" + ELSEWHERE.getLast(),
                        "Patient?friend.name=east",
                        "Patient?ward.name=w&_sort=-_lastUpdated",
                        "Organization?_has:Patient:ward:classed=c1",
                        "Organization?_has:Patient:friend:active=true",
                        "Patient?note=" + any(List.of("a", "alp", "alphab", "alpha a", "atna", "x")),
                        "Patient?note:exact=alpha beta",
                        "Patient?note:contains=bet",
                        "Patient?home=urn:house:" + random.nextInt(5),
                        "Patient?home:below=urn:house",
                        "Patient?seen=" + date(),
                        "Patient?seen=ge" + date(),
                        "Patient?seen:missing=true",
                        "Patient?classed=c" + random.nextInt(4),
                        "Patient?classed=urn:s0|c1",
                        "Patient?classed=|c1,urn:s1|c2",
                        "Patient?classed=urn:s1|",
                        "Patient?classed:not=c1",
                        "Patient?classed:not=urn:s0|c1",
                        "Observation?classed=c0,c2",
                        "Observation?classed:not=c2",
                        "Patient?classed=c1&note=b&active=true")
                .stream()
                .map(query ->
                        List.of(query, query.replaceAll("(ward|friend|note|home|seen|classed)(?=[.:=])", "$1-body")))
                .toList();
    }

    /** The references that a query finds, over pages of some. */
    static Set<String> found(Store store, String query) {
        var out = new TreeSet<String>();
        Page page = store.search(QueryText.read(query).count(50), Scope.everything());
        while (true) {
            page.facts().forEach(fact -> out.add(fact.reference() + "/" + fact.version()));
            if (page.next() == null) {
                return out;
            }
            page = store.more(page.next(), Scope.everything());
        }
    }
}
