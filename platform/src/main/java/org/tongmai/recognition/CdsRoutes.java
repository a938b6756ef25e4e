package org.tongmai.recognition;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * CDS Hooks 2.0: what an order form of another system asks.
 *
 * @see <a href="https://cds-hooks.hl7.org/2.0/">CDS Hooks 2.0</a>
 */
@RestController
@RequestMapping("/cds-services")
final class CdsRoutes {

    private final OrderForm form;
    private final Ledger ledger;

    CdsRoutes(OrderForm form, Ledger ledger) {
        this.form = form;
        this.ledger = ledger;
    }

    @GetMapping
    ObjectNode discovery() {
        ObjectNode answer = Json.object();
        ArrayNode services = answer.putArray("services");
        for (Hook hook : Hook.values()) {
            ObjectNode service = services.addObject();
            service.put("hook", hook.word());
            service.put("id", hook.service());
            service.put("title", "检查检验结果互认 · " + hook.when().zh());
            service.put(
                    "description",
                    hook == Hook.PATIENT_VIEW
                            ? "打开患者时列出可互认的结果。 Lists the results that can be relied on."
                            : "开单时提示其他机构已有的可互认结果，并记录引用或不认可的理由。"
                                    + " Shows results that stand in for what is being ordered, and keeps the answer.");
            ObjectNode prefetch = service.putObject("prefetch");
            prefetch.put("patient", "Patient/{{context.patientId}}");
            prefetch.put("encounter", "Encounter/{{context.encounterId}}");
            service.put(
                    "usageRequirements",
                    "context.userId names a doctor with an account here; the patient has a registered visit at the doctor's institution.");
        }
        return answer;
    }

    @PostMapping("/{service}")
    ObjectNode ask(@PathVariable String service, @RequestBody JsonNode request, HttpServletRequest http) {
        Hook hook = Hook.ofService(service).orElseThrow(CdsRoutes::noSuchService);
        String asked = request.path("hook").asString(hook.word());
        if (!asked.equals(hook.word())) {
            throw OrderForm.incomplete(
                    "This service answers at " + hook.word() + ", and the request is of another hook.");
        }
        boolean english = http.getHeader("Accept-Language") != null
                && http.getLocale().getLanguage().equals("en");
        Cards cards = new Cards(
                ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString(), english);
        return form.ask(Callers.current(), hook, request)
                .map(check -> hook == Hook.PATIENT_VIEW ? cards.overview(check) : cards.of(check))
                .orElseGet(() -> {
                    ObjectNode none = Json.object();
                    none.putArray("cards");
                    return none;
                });
    }

    /** What became of cards: accepted, or overridden with a reason. All are kept that can be; then the first refusal is told. */
    @PostMapping("/{service}/feedback")
    void feedback(@PathVariable String service, @RequestBody JsonNode request) {
        if (Hook.ofService(service).isEmpty()) {
            throw noSuchService();
        }
        Caller caller = Callers.current();
        JsonNode all = request.path("feedback");
        if (!all.isArray() || all.isEmpty()) {
            throw OrderForm.incomplete("feedback holds nothing.");
        }
        Problem first = null;
        for (JsonNode each : all) {
            try {
                answer(caller, each);
            } catch (Problem wrong) {
                first = first == null ? wrong : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Keeps the answer to one card; a card that only informed has none, and its id carries no place in the ledger. */
    private void answer(Caller caller, JsonNode each) {
        UUID card = card(each.path("card").asString(""));
        if (CardId.compartment(card) < 0) {
            return;
        }
        switch (each.path("outcome").asString("")) {
            case "accepted" -> ledger.quote(caller, card, OrderForm.TERMINAL);
            case "overridden" -> {
                JsonNode override = each.path("overrideReason");
                ledger.refuse(caller, card, code(override), words(override.path("userComment")), OrderForm.TERMINAL);
            }
            default -> throw OrderForm.incomplete("The outcome is neither accepted nor overridden.");
        }
    }

    private static String code(JsonNode override) {
        JsonNode reason = override.path("reason");
        String system = reason.path("system").asString(RepeatReason.SYSTEM);
        return system.equals(RepeatReason.SYSTEM) ? reason.path("code").asString("") : "";
    }

    private static @Nullable String words(JsonNode comment) {
        String words = comment.asString("");
        return words.isEmpty() ? null : words;
    }

    private static UUID card(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException none) {
            throw Ledger.noSuchCard();
        }
    }

    private static Problem noSuchService() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "recognition.no-such-service",
                "There is no such service.",
                "GET /cds-services lists them.",
                "Use one of those.");
    }
}
