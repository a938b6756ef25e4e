package org.tongmai.access;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.tongmai.kernel.Problem;

/**
 * Tells open pages within a moment that a request was made, answered or revoked. The page then asks for what it shows. When
 * the node stops, the streams end first: the web server would wait for them as for any answer that is not complete.
 */
public final class RequestEvents implements SmartLifecycle {

    /** A page asks anew after this time; so a session that ended stops hearing. */
    private static final Duration STREAM = Duration.ofMinutes(5);

    /** Pages that listen at a time. */
    private static final int LISTENERS_MAX = 5_000;

    private final Subjects subjects;
    private final Proxies proxies;
    private final Map<SseEmitter, Caller> listeners = new ConcurrentHashMap<>();

    private volatile boolean running;

    RequestEvents(Subjects subjects, Proxies proxies) {
        this.subjects = subjects;
        this.proxies = proxies;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        listeners.keySet().forEach(SseEmitter::complete);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** What has the highest phase starts last and stops first, before the web server begins to wait. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    /** @throws Problem {@code access.too-many-listeners} */
    SseEmitter listen(Caller caller) {
        if (listeners.size() >= LISTENERS_MAX) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "access.too-many-listeners",
                    "Too many pages are listening.",
                    "The number of open streams is bounded.",
                    "Try again in a minute; meanwhile load the list again by hand.");
        }
        SseEmitter emitter = new SseEmitter(STREAM.toMillis());
        emitter.onCompletion(() -> listeners.remove(emitter));
        emitter.onTimeout(emitter::complete);
        emitter.onError(failure -> listeners.remove(emitter));
        listeners.put(emitter, caller);
        send(emitter, SseEmitter.event().comment("listening"));
        if (!running) {
            emitter.complete();
        }
        return emitter;
    }

    /**
     * Tells the resident, those who may act for the resident, and whoever acted. Returns at once; a page that is slow to take its
     * event holds up nobody.
     *
     * @param name {@code request}, {@code answer}, {@code revoked}, {@code emergency}, {@code rule} or {@code proxy}
     * @param compartment a source patient of the resident
     * @param account who asked, or opened
     */
    void publish(String name, long compartment, String account, String id, String state) {
        publish(name, compartment, account, id, state, Set.of());
    }

    /** @param classes special classes that are spoken of: from whom the resident keeps one is not told */
    void publish(String name, long compartment, String account, String id, String state, Set<Sensitivity> classes) {
        publish(name, compartment, account, id, state, acting -> acting.mayKnowOf(classes));
    }

    /** @param tells whether somebody who so acts for the resident is told */
    void publish(String name, long compartment, String account, String id, String state, Predicate<Acting> tells) {
        if (!listeners.isEmpty()) {
            Thread.startVirtualThread(() -> tell(name, compartment, account, Map.of("id", id, "state", state), tells));
        }
    }

    /** Tells ward and holder that something was done about a proxy. */
    public void proxy(Proxy proxy, Caller by) {
        for (long each : List.of(proxy.ward(), proxy.holder())) {
            publish(
                    "proxy",
                    each,
                    by.account(),
                    proxy.id().toString(),
                    proxy.level().name());
        }
    }

    private void tell(
            String name, long compartment, String account, Map<String, String> data, Predicate<Acting> tells) {
        Set<Long> person = subjects.samePerson(compartment);
        List<Proxies.Told> told = proxies.told(person).stream()
                .filter(each -> tells.test(each.acting()))
                .toList();
        listeners.forEach((emitter, caller) -> {
            Long own = caller.compartment();
            if (own == null ? caller.account().equals(account) : person.contains(own)) {
                send(emitter, SseEmitter.event().name(name).data(data, MediaType.APPLICATION_JSON));
            } else if (own != null) {
                told.stream()
                        .filter(each -> each.holder().contains(own))
                        .findFirst()
                        .ifPresent(each -> {
                            Map<String, String> about = new HashMap<>(data);
                            about.put("for", each.patient());
                            send(emitter, SseEmitter.event().name(name).data(about, MediaType.APPLICATION_JSON));
                        });
            }
        });
    }

    private void send(SseEmitter emitter, SseEmitter.SseEventBuilder event) {
        try {
            emitter.send(event);
        } catch (IOException | IllegalStateException gone) {
            listeners.remove(emitter);
        }
    }
}
