package org.tongmai.fhir;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Callers;
import org.tongmai.access.IdentityQueries;
import org.tongmai.access.IdentityQueries.Recognised;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.person.MatchCandidate;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code Patient/$match}: which registrations may be of somebody who is described, by the person index's own keys and model.
 *
 * @see <a href="http://hl7.org/fhir/R4/patient-operation-match.html">FHIR R4 Patient/$match</a>
 * @see <a href="https://profiles.ihe.net/ITI/PDQm/ITI-119.html">IHE PDQm, Patient Demographics Match ITI-119</a>
 */
final class Match implements Operation {

    /** Extension of {@code Bundle.entry.search} with the reasons of the index. */
    static final String EXPLANATION = "https://tongmai.org/fhir/StructureDefinition/explanation";

    private static final String GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade";

    private static final int COUNT_DEFAULT = 20;

    private static final int COUNT_MAX = 100;

    private final IdentityQueries identities;
    private final IdentityRules rules;

    Match(IdentityQueries identities, IdentityRules rules) {
        this.identities = identities;
        this.rules = rules;
    }

    @Override
    public About about() {
        return new About(
                "match",
                "https://profiles.ihe.net/ITI/PDQm/OperationDefinition/PDQmMatch",
                Set.of(Level.TYPE),
                Set.of("Patient"),
                false);
    }

    @Override
    public Answer run(Call call) {
        ObjectNode described = call.resource("resource", "Patient");
        if (described == null) {
            throw nobody();
        }
        List<Recognised> shown = identities.match(
                Callers.current(), described, call.flag("onlyCertainMatches"), count(call.number("count")));
        ObjectNode bundle = Json.object()
                .put("resourceType", "Bundle")
                .put("type", "searchset")
                .put("total", shown.size());
        bundle.putArray("link")
                .addObject()
                .put("relation", "self")
                .put("url", call.request().base() + "Patient/$match");
        ArrayNode entries = Json.object().putArray("entry");
        shown.forEach(each -> entry(entries.addObject(), call.request(), each));
        remark(described, entries);
        if (!entries.isEmpty()) {
            bundle.set("entry", entries);
        }
        return Answer.ok(Json.bytes(bundle));
    }

    /** What cannot be true of the person described: it is told beside what was found, for it may be why nobody was. */
    private void remark(ObjectNode described, ArrayNode entries) {
        try {
            rules.check(described);
        } catch (Problem wrong) {
            ObjectNode outcome = Outcomes.tree(
                    new Problem(
                            wrong.kind(),
                            wrong.code(),
                            wrong.what(),
                            wrong.why() + " It counts for little: what else is told decides who is meant.",
                            wrong.mend(),
                            wrong.where()),
                    null);
            ((ObjectNode) outcome.path("issue").path(0)).put("severity", "warning");
            ObjectNode entry = entries.addObject();
            entry.set("resource", outcome);
            entry.putObject("search").put("mode", "outcome");
        }
    }

    private static void entry(ObjectNode entry, Request request, Recognised shown) {
        entry.put(
                "fullUrl",
                request.base() + "Patient/" + shown.patient().path("id").asString(""));
        entry.set("resource", shown.patient());
        MatchCandidate match = shown.match();
        if (match != null) {
            ObjectNode search = entry.putObject("search");
            ArrayNode extensions = search.putArray("extension");
            extensions
                    .addObject()
                    .put("url", GRADE)
                    .put("valueCode", match.grade().code());
            explanation(extensions.addObject(), match.explanation(), shown);
            search.put("mode", "match").put("score", match.score());
        }
    }

    private static void explanation(ObjectNode extension, Explanation why, Recognised shown) {
        extension.put("url", EXPLANATION);
        ArrayNode parts = extension.putArray("extension");
        parts.addObject().put("url", "decided").put("valueCode", why.decided());
        parts.addObject().put("url", "rule").put("valueString", why.rule());
        words(parts.addObject().put("url", "sentence"), why.sentence());
        for (Explanation.Reason reason : why.facts()) {
            if (shown.tells(reason.name())) {
                ArrayNode fact = parts.addObject().put("url", "fact").putArray("extension");
                fact.addObject().put("url", "name").put("valueCode", reason.name());
                fact.addObject().put("url", "finding").put("valueCode", reason.finding());
                words(fact.addObject().put("url", "words"), reason.words());
                fact.addObject().put("url", "weight").put("valueDecimal", reason.weight());
            }
        }
    }

    /** English, with the Chinese beside it as FHIR has translations. */
    private static void words(ObjectNode extension, Explanation.Text text) {
        extension.put("valueString", text.en());
        ArrayNode translation = extension
                .putObject("_valueString")
                .putArray("extension")
                .addObject()
                .put("url", "http://hl7.org/fhir/StructureDefinition/translation")
                .putArray("extension");
        translation.addObject().put("url", "lang").put("valueCode", "zh");
        translation.addObject().put("url", "content").put("valueString", text.zh());
    }

    private static int count(@Nullable Integer asked) {
        if (asked == null) {
            return COUNT_DEFAULT;
        }
        if (asked == 0) {
            throw Operation.wrong("count", "It is a whole number from 1.");
        }
        return Math.min(asked, COUNT_MAX);
    }

    private static Problem nobody() {
        return new Problem(
                Problem.Kind.INVALID,
                "fhir.match-without-patient",
                "Nobody is described.",
                "$match compares a Patient that is not stored with those that are registered.",
                "POST Parameters with the Patient in 'resource', or the Patient itself.",
                List.of("Parameters.parameter"));
    }
}
