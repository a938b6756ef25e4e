package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is to be said of a search that was answered all the same.
 *
 * @param code of the value set IssueType
 */
record Remark(String code, String words) {

    /** Parameters that were left aside, as {@code Prefer: handling=lenient} asks for it. */
    static List<Remark> leftAside(List<String> parameters) {
        return parameters.stream()
                .map(name ->
                        new Remark("not-supported", "The parameter '" + name + "' was not understood and left aside."))
                .toList();
    }

    /** Codes that no resource of the type can have, since the standard lists all that there are: they find nothing. */
    static List<Remark> impossibleCodes(String type, Map<String, List<String>> parameters) {
        var remarks = new ArrayList<Remark>();
        parameters.forEach((name, values) -> {
            Set<String> known = RequiredCodes.of(type, name);
            if (!known.isEmpty()) {
                values.stream()
                        .flatMap(value -> Stream.of(value.split(",", -1)))
                        .map(token -> token.substring(token.indexOf('|') + 1))
                        .filter(code -> !code.isEmpty() && !known.contains(code))
                        .distinct()
                        .forEach(code -> remarks.add(new Remark(
                                "code-invalid",
                                "No " + type + " has the " + name + " '" + code + "': there are "
                                        + String.join(", ", known) + ".")));
            }
        });
        return remarks;
    }
}
