package org.tongmai.fhir;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.IdentityQueries;
import org.tongmai.access.IdentityQueries.Numbered;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code Patient/$ihe-pix}: the numbers of one person at all institutions, by the links that the person index holds now.
 *
 * @see <a href="https://profiles.ihe.net/ITI/PIXm/ITI-83.html">IHE PIXm, Get Corresponding Identifiers ITI-83</a>
 */
final class CrossReference implements Operation {

    private static final int TARGETS_MAX = 100;

    private final IdentityQueries identities;

    CrossReference(IdentityQueries identities) {
        this.identities = identities;
    }

    @Override
    public About about() {
        return new About(
                "ihe-pix",
                "https://profiles.ihe.net/ITI/PIXm/OperationDefinition/IHE.PIXm.pix",
                Set.of(Level.TYPE),
                Set.of("Patient"),
                true);
    }

    @Override
    public Answer run(Call call) {
        Caller caller = Callers.current();
        Source source = source(call);
        String base = server(call.request().base());
        List<String> targets = call.texts("targetSystem").stream().distinct().toList();
        if (targets.size() > TARGETS_MAX) {
            throw Operation.wrong("targetSystem", "It is given at most " + TARGETS_MAX + " times.");
        }
        requireKnown(source, base);
        for (String target : targets) {
            if (!known(target, base)) {
                throw targetUnknown();
            }
        }
        boolean byId = server(source.system()).equals(base);
        Optional<List<Numbered>> found = byId
                ? identities.identifiers(caller, source.value().replaceFirst("^Patient/", ""))
                : identities.identifiers(caller, source.system(), source.value());
        return Answer.ok(Json.bytes(
                parameters(found.orElseThrow(CrossReference::notFound), source, byId, Set.copyOf(targets), base)));
    }

    private static ObjectNode parameters(
            List<Numbered> person, Source source, boolean byId, Set<String> targets, String base) {
        ObjectNode answer = Json.object().put("resourceType", "Parameters");
        ArrayNode parameters = Json.object().putArray("parameter");
        for (Numbered registration : person) {
            boolean asked = byId
                    ? source.value().equals("Patient/" + registration.patient())
                    : registration.identifiers().stream().anyMatch(source::is);
            List<JsonNode> wanted = registration.identifiers().stream()
                    .filter(each -> !source.is(each))
                    .filter(each -> targets.isEmpty()
                            || targets.contains(each.path("system").asString("")))
                    .toList();
            boolean told = targets.isEmpty()
                    || !wanted.isEmpty()
                    || targets.stream().anyMatch(t -> server(t).equals(base));
            if (told && !asked) {
                parameters
                        .addObject()
                        .put("name", "targetId")
                        .putObject("valueReference")
                        .put("reference", "Patient/" + registration.patient());
            }
            wanted.forEach(each ->
                    parameters.addObject().put("name", "targetIdentifier").set("valueIdentifier", each));
        }
        if (!parameters.isEmpty()) {
            answer.set("parameter", parameters);
        }
        return answer;
    }

    /** The identifier that is asked with. */
    private record Source(String system, String value) {

        boolean is(JsonNode identifier) {
            return system.equals(identifier.path("system").asString(""))
                    && value.equals(identifier.path("value").asString(""));
        }
    }

    private static Source source(Call call) {
        List<String> given = call.texts("sourceIdentifier");
        String text = given.size() == 1 ? given.getFirst() : "";
        int bar = text.indexOf('|');
        if (bar < 1 || bar == text.length() - 1) {
            throw Operation.wrong("sourceIdentifier", "It is given once, as <system>|<value>.");
        }
        return new Source(text.substring(0, bar), text.substring(bar + 1));
    }

    private void requireKnown(Source source, String base) {
        if (!known(source.system(), base)) {
            throw new Problem(
                    Problem.Kind.CODE_UNKNOWN,
                    "fhir.source-system-unknown",
                    "sourceIdentifier Assigning Authority not found",
                    "sourceIdentifier Assigning Authority not found: nobody here bears a number of that system.",
                    "Name the system as the patients' identifiers have it.",
                    List.of("sourceIdentifier"));
        }
    }

    private boolean known(String system, String base) {
        return server(system).equals(base) || identities.recognises(system);
    }

    /** The base URL as PIXm names this server: with or without a slash at its end. */
    private static String server(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static Problem notFound() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "fhir.source-identifier-unknown",
                "sourceIdentifier Patient Identifier not found",
                "sourceIdentifier Patient Identifier not found: no patient whom you may know of bears it.",
                "Check it; an institution asks about persons whom it registered itself.",
                List.of("sourceIdentifier"));
    }

    private static Problem targetUnknown() {
        return new Problem(
                Problem.Kind.TARGET_UNKNOWN,
                "fhir.target-system-unknown",
                "targetSystem not found",
                "targetSystem not found: nobody here bears a number of that system.",
                "Leave it out to learn the numbers of all systems.",
                List.of("targetSystem"));
    }
}
