package org.tongmai.fhir;

import java.util.List;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/** What every resource must pass before it is stored, whichever way it came. */
final class ResourceRules {

    private final IdentityRules identity;

    ResourceRules(IdentityRules identity) {
        this.identity = identity;
    }

    Store.Check check(boolean strict) {
        return (index, change, resource) -> check(change, resource, strict);
    }

    private void check(Change change, ObjectNode resource, boolean strict) {
        String type = change.type();
        if (!resource.path("resourceType").asString("").equals(type)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.type-differs",
                    "The body is not a " + type + ".",
                    "The resourceType must be the one of the URL.",
                    "Correct the one or the other.",
                    List.of(type + ".resourceType"));
        }
        String id = resource.path("id").asString("");
        if (change.id() != null && !id.isEmpty() && !id.equals(change.id())) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.id-differs",
                    "The id of the body is not the one of the URL.",
                    "An update writes the resource that the URL names.",
                    "Correct the one or the other.",
                    List.of(type + ".id"));
        }
        Shape.check(type, resource, strict);
        if (type.equals("Patient")) {
            identity.check(resource);
        }
    }
}
