package org.tongmai.recognition;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.access.Caller;
import org.tongmai.access.Doctors;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.access.Role;
import org.tongmai.access.Subjects;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;
import org.tongmai.recognition.Check.Wanted;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/**
 * What an order form asks and is answered in time. Care comes first: where no answer is ready within the limit, or a fault is ours,
 * the order goes on without a card, and that is logged and counted. A refusal is no fault of ours and is told.
 */
final class OrderForm implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OrderForm.class);

    static final String TERMINAL = "cds-hooks";

    /** HL7 v3 ActCode, as {@code Encounter.class} of R4. */
    private static final String EMERGENCY_CLASS = "EMER";

    /** By which windows know emergency departments. */
    private static final String EMERGENCY = "急诊";

    /** Checks under way at once: more would only wait for each other's connections. */
    private static final int AT_ONCE = 24;

    private final Checks checks;
    private final Ledger ledger;
    private final Doctors doctors;
    private final Subjects subjects;
    private final Store store;
    private final Duration limit;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final AtomicLong missed = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    OrderForm(Checks checks, Ledger ledger, Doctors doctors, Subjects subjects, Store store, Duration limit) {
        this.checks = checks;
        this.ledger = ledger;
        this.doctors = doctors;
        this.subjects = subjects;
        this.store = store;
        this.limit = limit;
    }

    /** How often no answer was ready since this process began. */
    long missed() {
        return missed.get();
    }

    /**
     * What was found, or nothing where no answer was ready in time.
     *
     * @throws Problem {@code recognition.hook-incomplete}, {@code recognition.doctor-unknown}, {@code recognition.not-in-care},
     *     {@code recognition.too-many-items}
     */
    Optional<Check> ask(Caller client, Hook hook, JsonNode request) {
        long begun = System.nanoTime();
        JsonNode context = request.path("context");
        String patient = context.path("patientId").asString("");
        if (patient.isEmpty()) {
            throw incomplete("context.patientId is missing.");
        }
        List<Wanted> wanted = hook == Hook.PATIENT_VIEW ? List.of() : wanted(hook, context);
        if (hook != Hook.PATIENT_VIEW && wanted.isEmpty()) {
            return Optional.of(new Check(patient, Instant.EPOCH, List.of(), false));
        }
        AtomicBoolean abandoned = new AtomicBoolean();
        Future<Check> answer = threads.submit(() -> {
            if (!room.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("no room");
            }
            try {
                return check(client, hook, request, patient, wanted, abandoned::get);
            } finally {
                room.release();
            }
        });
        try {
            long left = limit.toNanos() - (System.nanoTime() - begun);
            return Optional.of(answer.get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return gone(client, abandoned, answer, late);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof Problem refusal && Outage.of(refusal).isEmpty()) {
                throw refusal;
            }
            return gone(client, abandoned, answer, cause == null ? failed : cause);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return gone(client, abandoned, answer, ended);
        }
    }

    private Optional<Check> gone(Caller client, AtomicBoolean abandoned, Future<Check> answer, Throwable why) {
        abandoned.set(true);
        // not interrupted: that would break its database connection, and it writes nothing once it is abandoned
        answer.cancel(false);
        missed.incrementAndGet();
        LOG.warn("A recognition check had no answer in time and the order went on: {}", Faults.outline(why));
        threads.execute(() -> noted(client));
        return Optional.empty();
    }

    /** What keeps an answer from being ready may keep this from being written too; the log and the counter have it. */
    private void noted(Caller client) {
        try {
            ledger.missed(client, 0, TERMINAL);
        } catch (RuntimeException away) {
            LOG.warn("A missed recognition check could not be written down: {}", Faults.outline(away));
        }
    }

    private Check check(
            Caller client,
            Hook hook,
            JsonNode request,
            String patient,
            List<Wanted> wanted,
            BooleanSupplier abandoned) {
        Caller doctor = doctor(client, request.path("context").path("userId").asString(""));
        String known = patient(client, patient);
        boolean reminding = hook != Hook.PATIENT_VIEW;
        var question = new Checks.Question(doctor, known, department(request), TERMINAL, reminding);
        return reminding ? checks.check(question, wanted, abandoned) : checks.everything(question, abandoned);
    }

    /** The doctor who orders: whoever calls, or whom the system of the institution names. */
    private Caller doctor(Caller client, String user) {
        if (client.role() == Role.DOCTOR || client.unrestricted()) {
            return client;
        }
        return doctors.of(client, user.substring(user.indexOf('/') + 1))
                .orElseThrow(() -> new Problem(
                        Problem.Kind.FORBIDDEN,
                        "recognition.doctor-unknown",
                        "context.userId names no doctor of the institution.",
                        "A look at results leaves a trace of who looked: the login of a doctor's account here, or the id of the"
                                + " Practitioner that stands for it.",
                        "Have the operator open an account for the doctor, and send Practitioner/login."));
    }

    /** The logical id of a patient of the institution, by that id or by the institution's own number. */
    private String patient(Caller client, String told) {
        String institution = client.institution();
        if (institution == null) {
            return told;
        }
        boolean ours = subjects.compartmentOf(told)
                .flatMap(subjects::source)
                .filter(institution::equals)
                .isPresent();
        if (ours) {
            return told;
        }
        Query bearers = Query.of("Patient")
                .where("identifier", Query.identified(InstitutionSystems.patients(institution), told))
                .total(false)
                .count(2);
        var found = store.search(bearers, Scope.sent(institution, Set.of("Patient")))
                .facts();
        return found.size() == 1 ? found.getFirst().id() : told;
    }

    /** What the encounter is for; one of the class emergency has the windows of emergency departments, wherever the patient lies. */
    private static @Nullable String department(JsonNode request) {
        JsonNode encounter = request.path("prefetch").path("encounter");
        String service = ResultReader.concept(encounter.path("serviceType"));
        boolean emergency = encounter.path("class").path("code").asString("").equals(EMERGENCY_CLASS);
        if (!emergency || service != null && service.contains(EMERGENCY)) {
            return service;
        }
        return service == null ? EMERGENCY : service + "（" + EMERGENCY + "）";
    }

    /** The draft orders that are being selected, or all that are being signed. */
    private static List<Wanted> wanted(Hook hook, JsonNode context) {
        List<String> selected = new ArrayList<>();
        context.path("selections").forEach(each -> selected.add(each.asString("")));
        List<Wanted> wanted = new ArrayList<>();
        for (JsonNode entry : context.path("draftOrders").path("entry")) {
            JsonNode order = entry.path("resource");
            String reference = order.path("resourceType").asString("") + "/"
                    + order.path("id").asString("");
            boolean asked = hook == Hook.ORDER_SIGN || selected.isEmpty() || selected.contains(reference);
            if (asked && order.path("resourceType").asString("").equals("ServiceRequest")) {
                wanted.addAll(codes(reference, order.path("code")));
            }
        }
        return wanted;
    }

    private static List<Wanted> codes(String order, JsonNode concept) {
        List<Wanted> codes = new ArrayList<>();
        String text = ResultReader.concept(concept);
        for (JsonNode coding : concept.path("coding")) {
            codes.add(new Wanted(
                    order,
                    coding.path("code").asString(""),
                    coding.path("system").asString(""),
                    text == null ? "" : text));
        }
        return codes;
    }

    static Problem incomplete(String what) {
        return new Problem(
                Problem.Kind.INVALID,
                "recognition.hook-incomplete",
                what,
                "CDS Hooks 2.0 says what the context of a hook holds.",
                "Complete the request.");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
