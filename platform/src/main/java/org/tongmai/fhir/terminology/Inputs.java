package org.tongmai.fhir.terminology;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.terminology.Coding;
import org.tongmai.directory.terminology.Versions;
import org.tongmai.directory.terminology.Which;
import org.tongmai.fhir.Operation.Call;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of a call, from the URL and the Parameters posted, in the kinds that these operations take. */
record Inputs(Call call) {

    @Nullable
    String text(String name) {
        String value = call.text(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    /** The definition that a call is about: the one in the path, the one sent along, or the one named by URL. */
    @Nullable
    Which which(String type, String resource, String url, String version) {
        if (call.id() != null) {
            return new Which.Stored(call.id());
        }
        ObjectNode sent = call.resource(resource, type);
        if (sent != null) {
            return new Which.Inline(sent);
        }
        String canonical = text(url);
        if (canonical == null) {
            return null;
        }
        String versioned = text(version);
        return Which.url(versioned == null || canonical.contains("|") ? canonical : canonical + "|" + versioned);
    }

    /** The codes asked about, of {@code coding}, {@code codeableConcept} or {@code code} with {@code system}. */
    List<Coding> codings(String version) {
        JsonNode concept = call.parameter("codeableConcept");
        if (concept != null) {
            List<Coding> codings = new ArrayList<>();
            concept.path("valueCodeableConcept").path("coding").forEach(each -> codings.add(Coding.of(each)));
            return codings;
        }
        Coding coding = coding("coding");
        if (coding != null) {
            return List.of(coding);
        }
        String code = text("code");
        return code == null ? List.of() : List.of(new Coding(text("system"), text(version), code, text("display")));
    }

    /** A Coding, posted as such or in the URL as {@code system|code}. */
    @Nullable
    Coding coding(String name) {
        JsonNode parameter = call.parameter(name);
        if (parameter != null && parameter.has("valueCoding")) {
            return Coding.of(parameter.path("valueCoding"));
        }
        String token = call.request().first(name);
        if (token == null) {
            return null;
        }
        int bar = token.lastIndexOf('|');
        return new Coding(bar <= 0 ? null : token.substring(0, bar), null, token.substring(bar + 1), null);
    }

    Versions versions() {
        return Versions.of(
                call.texts("system-version"), call.texts("check-system-version"), call.texts("force-system-version"));
    }

    /** Refuses parameters of FHIR R4 that change the answer and are not carried out here. */
    void refuse(String... names) {
        for (String name : names) {
            if (call.text(name) != null || call.parameter(name) != null) {
                throw new Problem(
                        Kind.INVALID,
                        "fhir.parameter-unsupported",
                        "The parameter '" + name + "' is not carried out here.",
                        "Without it the answer would be another one than asked for.",
                        "Leave it out.");
            }
        }
    }

    static Problem missing(String what) {
        return new Problem(
                Kind.INVALID,
                "fhir.parameter-missing",
                "A parameter is missing: " + what + ".",
                "The operation's definition at http://hl7.org/fhir/R4/operationslist.html requires it.",
                "Add it to the URL or to the Parameters posted.");
    }
}
