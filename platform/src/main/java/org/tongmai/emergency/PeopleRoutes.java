package org.tongmai.emergency;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.Csv;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/** {@code /api/emergency/events/{id}/people} and what belongs to them: the line list, places, saved filters, who looked. */
@RestController
@RequestMapping("/api/emergency/events/{id}")
final class PeopleRoutes {

    private static final int PURPOSE_LONGEST = 200;

    private final People people;
    private final Places places;
    private final Sight sight;
    private final Chains chains;
    private final FollowUps followUps;
    private final Samples samples;
    private final Directory directory;
    private final Clock clock;

    PeopleRoutes(
            People people,
            Places places,
            Sight sight,
            Chains chains,
            FollowUps followUps,
            Samples samples,
            Directory directory,
            Clock clock) {
        this.people = people;
        this.places = places;
        this.sight = sight;
        this.chains = chains;
        this.followUps = followUps;
        this.samples = samples;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * The line list; nobody is recognised.
     *
     * @param beyond number of the last line of the page before
     * @param at a moment of the past, to see who was known as what then
     */
    @GetMapping("/people")
    Listed list(
            @PathVariable long id,
            PersonFilter filter,
            @RequestParam(defaultValue = "0") int beyond,
            @RequestParam @Nullable Instant at) {
        People.Page page = people.list(Callers.current(), id, filter, beyond, at);
        List<Line> lines = page.people().stream().map(this::line).toList();
        return new Listed(
                page.total(),
                lines,
                lines.size() == People.LISTED ? lines.getLast().number() : null);
    }

    /**
     * The same as a table to take along, with who took it for what; each person's trace says that it was taken.
     *
     * @throws Problem {@code emergency.purpose-missing}, {@code emergency.table-too-long}
     */
    @GetMapping("/people.csv")
    ResponseEntity<byte[]> export(
            @PathVariable long id, PersonFilter filter, @RequestParam(defaultValue = "") String purpose) {
        if (purpose.isBlank() || purpose.length() > PURPOSE_LONGEST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "emergency.purpose-missing",
                    "Nobody said what the table is for.",
                    "What is taken along carries who took it for what.",
                    "Tell the purpose in at most " + PURPOSE_LONGEST + " characters.");
        }
        Caller caller = Callers.current();
        var csv = new StringBuilder(Csv.BEGIN + "# ")
                .append(Csv.cell(caller.account() + " " + clock.instant() + " " + purpose))
                .append("\r\n编号,姓名,性别,年龄,现住址,病例分类,发病日期,转归,转归日期,接触者类别,末次暴露,医学观察至\r\n");
        people.taken(caller, id, filter, purpose).stream()
                .map(this::line)
                .forEach(each -> csv.append(String.join(
                                ",",
                                String.valueOf(each.number()),
                                Csv.cell(each.person()),
                                each.sex(),
                                told(each.years()),
                                Csv.cell(each.place().name()),
                                told(each.classification()),
                                told(each.onset()),
                                told(each.ending()),
                                told(each.endedOn()),
                                told(each.category()),
                                told(each.lastExposure()),
                                told(each.followUntil())))
                        .append("\r\n"));
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("people-" + id + ".csv")
                                .build()
                                .toString())
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .body(csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** One person by name, with whom they met, where they were, how they are and their samples. */
    @GetMapping("/people/{number}")
    Whole person(@PathVariable long id, @PathVariable int number) {
        Caller caller = Callers.current();
        Person person = people.person(caller, id, number);
        return new Whole(
                line(person),
                person.who(),
                person.version(),
                chains.of(caller, id, number),
                places.of(caller, id, number),
                followUps.of(caller, id, number),
                samples.list(caller, id, number, null));
    }

    @PostMapping("/people")
    Numbered add(@PathVariable long id, @RequestBody Told told) {
        return new Numbered(people.add(Callers.current(), id, told));
    }

    /** Takes cases from report cards. */
    @PostMapping("/people/cards")
    People.Linked link(@PathVariable long id, @RequestBody Cards cards) {
        List<Long> numbers = cards.cards();
        return people.link(Callers.current(), id, numbers == null ? List.of() : numbers);
    }

    @PostMapping("/people/{number}")
    Whole change(@PathVariable long id, @PathVariable int number, @RequestBody Told told) {
        people.change(Callers.current(), id, number, told);
        return person(id, number);
    }

    @PostMapping("/people/{number}/exposures")
    Numbered expose(@PathVariable long id, @PathVariable int number, @RequestBody Exposed exposed) {
        places.expose(Callers.current(), id, number, exposed.place(), exposed.day());
        return new Numbered(number);
    }

    @GetMapping("/places")
    Located places(@PathVariable long id) {
        return new Located(places.list(Callers.current(), id));
    }

    @PostMapping("/places")
    Numbered place(@PathVariable long id, @RequestBody Placed place) {
        return new Numbered(places.add(Callers.current(), id, place.name(), place.region()));
    }

    /** Who saw people of the event by name or took a table along, the newest first. */
    @GetMapping("/looks")
    Looks looks(@PathVariable long id, @RequestParam @Nullable Long before) {
        return new Looks(sight.looks(Callers.current(), id, before == null ? Long.MAX_VALUE : before));
    }

    @GetMapping("/views")
    Views views(@PathVariable long id) {
        return new Views(people.views(Callers.current(), id));
    }

    @PostMapping("/views")
    Views save(@PathVariable long id, @RequestBody Saving view) {
        people.save(Callers.current(), id, view.name(), view.search());
        return views(id);
    }

    @DeleteMapping("/views")
    Views drop(@PathVariable long id, @RequestParam String name) {
        people.drop(Callers.current(), id, name);
        return views(id);
    }

    // -- as it goes out

    Line line(Person person) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Events.ZONE);
        Long card = person.card();
        String code = person.place();
        return new Line(
                person.number(),
                person.who().masked(),
                person.who().sex(),
                person.who().years(today),
                new EventRoutes.Place(
                        code,
                        code.isEmpty()
                                ? ""
                                : directory
                                        .region(new RegionCode(code), today)
                                        .map(Region::name)
                                        .orElse(code)),
                card == null ? null : String.valueOf(card),
                person.category(),
                person.lastExposure(),
                person.followUntil(),
                person.classification(),
                person.onset(),
                person.ending(),
                person.endedOn());
    }

    private static String told(@Nullable Object value) {
        return Objects.toString(value, "");
    }

    record Numbered(int number) {}

    record Cards(@Nullable List<Long> cards) {}

    record Exposed(@Nullable Integer place, @Nullable LocalDate day) {}

    record Placed(@Nullable String name, @Nullable String region) {}

    record Located(List<Places.Place> places) {}

    record Looks(List<Sight.Look> looks) {}

    record Views(List<PersonStore.View> views) {}

    record Saving(@Nullable String name, @Nullable String search) {}

    record Line(
            int number,
            String person,
            String sex,
            @Nullable Integer years,
            EventRoutes.Place place,
            @Nullable String card,
            Person.@Nullable Category category,
            @Nullable LocalDate lastExposure,
            @Nullable LocalDate followUntil,
            @Nullable Classification classification,
            @Nullable LocalDate onset,
            @Nullable Ending ending,
            @Nullable LocalDate endedOn) {}

    record Listed(int total, List<Line> people, @Nullable Integer next) {}

    record Whole(
            Line person,
            Person.Particulars who,
            int version,
            List<Meeting> meetings,
            List<Places.Exposure> exposures,
            List<FollowUps.Done> followUps,
            List<Sample> samples) {}
}
