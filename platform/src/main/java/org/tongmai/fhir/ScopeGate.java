package org.tongmai.fhir;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.Limit;
import org.tongmai.kernel.Problem;

/**
 * Asks the scopes of a token before each interaction whether they allow it; what is seen by it, the decision narrows by the same
 * scopes. Interactions over several types need no leave of their own, since they see nothing but what the scopes name.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources">SMART App Launch 2.2, scopes</a>
 */
final class ScopeGate {

    /** Operations that ask who somebody is: no scope of SMART speaks of them. */
    private static final Set<String> OF_IDENTITY = Set.of("match", "ihe-pix");

    /** Operations over several types that the decision narrows. */
    private static final Set<String> NARROWED = Set.of("export");

    private ScopeGate() {}

    /** @throws Problem {@code access.scope-insufficient} */
    static void pass(Request request) {
        Limit limit = Callers.find().map(Caller::limit).orElse(null);
        if (limit != null) {
            pass(request, limit);
        }
    }

    private static void pass(Request request, Limit limit) {
        List<String> path = request.path();
        String first = request.part(0);
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (first == null) {
            if (!reads) {
                limit.requireWhole();
            }
        } else if (path.getLast().startsWith("$")) {
            operation(limit, path.size() == 1 ? null : first, path.getLast().substring(1));
        } else if (Character.isUpperCase(first.charAt(0))) {
            if (first.equals("Subscription") && !reads) {
                // what it tells goes on after the token, to whatever address it names
                limit.requireWhole();
            }
            letters(request, path, reads).chars().forEach(letter -> limit.require(about(path), (char) letter));
        } else if (!reads && !first.equals("_search")) {
            limit.requireWhole();
        }
    }

    private static void operation(Limit limit, @Nullable String type, String name) {
        if (OF_IDENTITY.contains(name)) {
            limit.requireWhole();
        } else if (!NARROWED.contains(name)) {
            if (type == null || name.equals("import") || name.equals("meta-add") || name.equals("meta-delete")) {
                limit.requireWhole();
            } else {
                limit.require(type, 'r');
            }
        }
    }

    /** The type that is read or written: within a compartment the one asked for. */
    private static String about(List<String> path) {
        boolean within = path.size() >= 3 && Character.isUpperCase(path.get(2).charAt(0));
        return within ? path.get(2) : path.getFirst();
    }

    private static String letters(Request request, List<String> path, boolean reads) {
        String second = path.size() < 2 ? "" : path.get(1);
        boolean all = path.size() > 2 && path.get(2).equals("*");
        boolean condition = second.isEmpty() && !request.query().isEmpty() || request.header("If-None-Exist") != null;
        if (all) {
            return "";
        }
        if (reads) {
            boolean one = path.size() == 2 && !second.equals("_history")
                    || path.size() > 2 && path.get(2).equals("_history");
            return one ? "r" : "s";
        }
        if (path.getLast().equals("_search")) {
            return "s";
        }
        String write =
                switch (request.method()) {
                    case "POST" -> "c";
                    case "PUT" -> "cu";
                    case "PATCH" -> "u";
                    case "DELETE" -> "d";
                    default -> "";
                };
        return condition ? write + "s" : write;
    }
}
