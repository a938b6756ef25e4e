package org.tongmai.emergency;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;

/** {@code /api/emergency/resources}, promises to events, and transfers. */
@RestController
@RequestMapping("/api/emergency")
final class ResourceRoutes {

    private final Resources resources;
    private final Transfers transfers;
    private final InstitutionNames names;
    private final Clock clock;

    ResourceRoutes(Resources resources, Transfers transfers, InstitutionNames names, Clock clock) {
        this.resources = resources;
        this.transfers = transfers;
        this.names = names;
        this.clock = clock;
    }

    @GetMapping("/resources")
    Board resources(@RequestParam @Nullable String region, @RequestParam Resource.@Nullable Kind kind) {
        return new Board(
                clock.instant(),
                resources.list(Callers.current(), region, kind).stream()
                        .map(this::view)
                        .toList());
    }

    /** What the caller's institution has. */
    @PostMapping("/resources")
    Taken say(@RequestBody Stock said) {
        List<Resources.Said> lines = said.resources();
        Refusals.require(lines != null && !lines.isEmpty(), "resources");
        return new Taken(resources.say(Callers.current(), lines == null ? List.of() : lines));
    }

    @GetMapping("/events/{id}/holds")
    Holds holds(@PathVariable long id) {
        return new Holds(
                clock.instant(),
                resources.holds(Callers.current(), id).stream().map(this::view).toList());
    }

    @PostMapping("/events/{id}/holds")
    HoldView hold(@PathVariable long id, @RequestBody Resources.Wanted wanted) {
        return view(resources.hold(Callers.current(), id, wanted));
    }

    @PostMapping("/events/{id}/holds/{hold}/take")
    HoldView take(@PathVariable long id, @PathVariable long hold) {
        return view(resources.settle(Callers.current(), id, hold, Hold.State.TAKEN));
    }

    @PostMapping("/events/{id}/holds/{hold}/release")
    HoldView release(@PathVariable long id, @PathVariable long hold) {
        return view(resources.settle(Callers.current(), id, hold, Hold.State.RELEASED));
    }

    @GetMapping("/events/{id}/transfers")
    Moves transfers(@PathVariable long id) {
        return new Moves(
                clock.instant(),
                transfers.of(Callers.current(), id).stream().map(this::view).toList());
    }

    @PostMapping("/events/{id}/transfers")
    Move request(@PathVariable long id, @RequestBody Transfers.Wanted wanted) {
        return view(transfers.request(Callers.current(), id, wanted));
    }

    /** Transfers from and to the caller's hospital. */
    @GetMapping("/transfers")
    Moves ours() {
        return new Moves(
                clock.instant(),
                transfers.at(Callers.current()).stream().map(this::view).toList());
    }

    @PostMapping("/transfers/{id}/accept")
    Move accept(@PathVariable long id, @RequestBody EventRoutes.Said said) {
        return moved(id, Transfer.State.ACCEPTED, said);
    }

    @PostMapping("/transfers/{id}/refuse")
    Move refuse(@PathVariable long id, @RequestBody EventRoutes.Said said) {
        return moved(id, Transfer.State.REFUSED, said);
    }

    @PostMapping("/transfers/{id}/depart")
    Move depart(@PathVariable long id, @RequestBody EventRoutes.Said said) {
        return moved(id, Transfer.State.DEPARTED, said);
    }

    @PostMapping("/transfers/{id}/arrive")
    Move arrive(@PathVariable long id, @RequestBody EventRoutes.Said said) {
        return moved(id, Transfer.State.ARRIVED, said);
    }

    @PostMapping("/transfers/{id}/cancel")
    Move cancel(@PathVariable long id, @RequestBody EventRoutes.Said said) {
        return moved(id, Transfer.State.CANCELLED, said);
    }

    private Move moved(long id, Transfer.State to, EventRoutes.Said said) {
        return view(transfers.move(Callers.current(), id, to, said.words()));
    }

    private ResourceView view(Resource resource) {
        return new ResourceView(
                String.valueOf(resource.id()),
                names.named(resource.institution()),
                resource.region(),
                resource.kind(),
                resource.item(),
                resource.unit(),
                resource.capacity(),
                resource.used(),
                resource.held(),
                resource.free(),
                resource.asOf());
    }

    private HoldView view(Hold hold) {
        return new HoldView(
                String.valueOf(hold.id()), view(hold.resource()), hold.amount(), hold.state(), hold.heldAt());
    }

    private Move view(Transfer transfer) {
        return new Move(
                String.valueOf(transfer.id()),
                String.valueOf(transfer.event()),
                transfer.person(),
                names.named(transfer.from()),
                names.named(transfer.to()),
                transfer.bed(),
                transfer.state(),
                transfer.words(),
                transfer.requestedAt(),
                transfer.changedAt());
    }

    record Stock(@Nullable List<Resources.Said> resources) {}

    record Taken(int taken) {}

    record ResourceView(
            String id,
            InstitutionName institution,
            String region,
            Resource.Kind kind,
            String item,
            String unit,
            int capacity,
            int used,
            int held,
            int free,
            Instant asOf) {}

    record Board(Instant now, List<ResourceView> resources) {}

    record HoldView(String id, ResourceView resource, int amount, Hold.State state, Instant heldAt) {}

    record Holds(Instant now, List<HoldView> holds) {}

    record Move(
            String id,
            String event,
            @Nullable Integer person,
            InstitutionName from,
            InstitutionName to,
            Resource.Kind bed,
            Transfer.State state,
            String words,
            Instant requestedAt,
            Instant changedAt) {}

    record Moves(Instant now, List<Move> transfers) {}
}
