package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** The operations that this node offers. */
final class Operations {

    /** Types that a refusal names. */
    private static final int NAMED_MAX = 8;

    private final List<Operation> all;
    private final BodyReader bodies;

    Operations(List<Operation> all, BodyReader bodies) {
        this.all = List.copyOf(all);
        this.bodies = bodies;
    }

    /** Those offered at a level, on a type where one is named. */
    Stream<Operation> at(Operation.Level level, @Nullable String type) {
        return all.stream().filter(operation -> operation.about().offered(level, type));
    }

    /** Runs {@code $name}, the last part of the path. */
    void run(Request request, HttpServletResponse response, @Nullable String type, @Nullable String id)
            throws IOException {
        Operation.Level level =
                type == null ? Operation.Level.SYSTEM : id == null ? Operation.Level.TYPE : Operation.Level.INSTANCE;
        String name = request.path().getLast().substring(1);
        Operation operation = at(level, type)
                .filter(each -> each.about().name().equals(name))
                .findFirst()
                .orElseThrow(() -> elsewhere(name));
        switch (request.method()) {
            case "POST" ->
                bodies.with(request.http(), bytes -> {
                    ObjectNode body = bytes.length == 0 ? null : Json.read(bytes);
                    answer(response, operation.run(new Operation.Call(request, type, id, body, bytes)));
                    return bytes.length;
                });
            case "GET", "HEAD" -> {
                if (!operation.about().readOnly()) {
                    throw postOnly(name);
                }
                answer(response, operation.run(new Operation.Call(request, type, id, null, new byte[0])));
            }
            default -> throw postOnly(name);
        }
    }

    private static void answer(HttpServletResponse response, Operation.Answer answer) throws IOException {
        answer.headers().forEach(response::setHeader);
        if (answer.body().length == 0) {
            response.setStatus(answer.status());
        } else {
            FhirServlet.answer(response, answer.status(), answer.body());
        }
    }

    /** Says where the operation is called, if it is called at all. */
    private Problem elsewhere(String name) {
        List<String> places = all.stream()
                .filter(operation -> operation.about().name().equals(name))
                .flatMap(operation -> operation.about().levels().stream()
                        .sorted()
                        .flatMap(level -> places(level, name, operation.about().types()).stream()))
                .toList();
        return places.isEmpty()
                ? unknown(name)
                : new Problem(
                        Problem.Kind.NOT_SUPPORTED,
                        "fhir.operation-elsewhere",
                        "The operation $" + name + " is not called here.",
                        "It is called as " + String.join(", ", places) + ".",
                        "Name what it is to be about.");
    }

    private static List<String> places(Operation.Level level, String name, Set<String> types) {
        List<String> of =
                types.isEmpty() || types.size() > NAMED_MAX ? List.of("[type]") : List.copyOf(new TreeSet<>(types));
        return switch (level) {
            case SYSTEM -> List.of("/$" + name);
            case TYPE -> of.stream().map(type -> "/" + type + "/$" + name).toList();
            case INSTANCE ->
                of.stream().map(type -> "/" + type + "/[id]/$" + name).toList();
        };
    }

    private static Problem unknown(String name) {
        return new Problem(
                Problem.Kind.NOT_SUPPORTED,
                "fhir.operation-unknown",
                "The operation $" + name + " is not offered here.",
                "An operation is called on the server, on a type or on one resource, each as it is defined.",
                "See CapabilityStatement.rest.operation and rest.resource.operation at /fhir/metadata.");
    }

    private static Problem postOnly(String name) {
        return new Problem(
                Problem.Kind.NOT_SUPPORTED,
                "fhir.operation-posted",
                "$" + name + " is called with POST.",
                "GET is for operations that change nothing.",
                "POST a Parameters resource.");
    }
}
