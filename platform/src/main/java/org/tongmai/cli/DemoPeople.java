package org.tongmai.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.emergency.Chains;
import org.tongmai.emergency.Classification;
import org.tongmai.emergency.FollowUp;
import org.tongmai.emergency.FollowUps;
import org.tongmai.emergency.Meeting;
import org.tongmai.emergency.People;
import org.tongmai.emergency.Person;
import org.tongmai.emergency.Places;
import org.tongmai.emergency.Sample;
import org.tongmai.emergency.Samples;
import org.tongmai.emergency.Told;
import org.tongmai.surveillance.Cases;

/** The people of the demonstration's event: cases from report cards and by hand, their contacts, who infected whom, and samples. */
final class DemoPeople {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Duration CARDS_LIMIT = Duration.ofSeconds(60);
    private static final int DAYS_BACK = 60;
    private static final List<String> CONTACTS = List.of("沈立群", "陆小燕", "韩国栋", "潘春华", "董丽娟", "杜志强", "范雅琴", "石大勇");

    private final Cases cases;
    private final People people;
    private final Places places;
    private final Chains chains;
    private final FollowUps followUps;
    private final Samples samples;

    DemoPeople(Serving serving) {
        this.cases = serving.bean(Cases.class);
        this.people = serving.bean(People.class);
        this.places = serving.bean(Places.class);
        this.chains = serving.bean(Chains.class);
        this.followUps = serving.bean(FollowUps.class);
        this.samples = serving.bean(Samples.class);
    }

    void write(Caller cdc, long event, String county, String family) {
        LocalDate today = LocalDate.now(ZONE);
        cases.awaitCaughtUp(CARDS_LIMIT);
        List<Long> cards = cases.cards(cdc, family, today.minusDays(DAYS_BACK));
        int linked = cards.isEmpty() ? 0 : people.link(cdc, event, cards).added();
        List<Integer> ill = new ArrayList<>();
        for (int number = 1; number <= linked; number++) {
            ill.add(number);
        }
        ill.add(people.add(cdc, event, ill("钟秀兰", county, null, today, Classification.SUSPECTED, today.minusDays(1))));
        ill.add(people.add(
                cdc,
                event,
                ill("邵家明", county, Person.Category.CLOSE, today, Classification.CLINICAL, today.minusDays(1))));
        List<Integer> contacts = CONTACTS.stream()
                .map(name -> people.add(cdc, event, contact(name, county, today, CONTACTS.indexOf(name))))
                .toList();
        for (int i = 0; i < contacts.size(); i++) {
            meet(cdc, event, ill.get(i % ill.size()), contacts.get(i), today, false);
        }
        // who infected whom, as far as it is held to be known: everybody from somebody before
        for (int i = 1; i < ill.size(); i += 2) {
            meet(cdc, event, ill.get((i - 1) / 2), ill.get(i), today, true);
        }
        expose(cdc, event, county, ill, contacts, today);
        observe(cdc, event, contacts, today);
        sample(cdc, event, ill.getFirst());
    }

    /** Half of the ill and some who are well drank of one well; a meal was taken by fewer. */
    private void expose(
            Caller cdc, long event, String county, List<Integer> ill, List<Integer> contacts, LocalDate today) {
        int water = places.add(cdc, event, "小区二次供水泵房", county);
        int meal = places.add(cdc, event, "社区食堂", county);
        for (int i = 0; i < ill.size(); i += 2) {
            places.expose(cdc, event, ill.get(i), water, today.minusDays(3));
        }
        places.expose(cdc, event, ill.getFirst(), meal, today.minusDays(2));
        for (int contact : contacts.subList(0, 3)) {
            places.expose(cdc, event, contact, water, today.minusDays(2));
        }
    }

    private void observe(Caller cdc, long event, List<Integer> contacts, LocalDate today) {
        List<FollowUp> said = new ArrayList<>();
        for (int i = 0; i < contacts.size(); i++) {
            FollowUp.Outcome outcome = i == 5 ? FollowUp.Outcome.NOT_REACHED : FollowUp.Outcome.WELL;
            if (i < 3) {
                said.add(new FollowUp(contacts.get(i), today, outcome, "", null));
            }
            said.add(new FollowUp(contacts.get(i), today.minusDays(1), outcome, "", null));
        }
        followUps.say(cdc, event, said);
    }

    private void sample(Caller cdc, long event, int person) {
        int stool = samples.take(
                        cdc, event, new Samples.Taking(person, "HZ-A-0001", "粪便", "诺如病毒核酸", null, null, "2–8 ℃"))
                .number();
        samples.hand(cdc, event, stool, handed(Sample.Step.SENT, "样本转运员 老郑"));
        samples.hand(cdc, event, stool, handed(Sample.Step.RECEIVED, "市疾控中心实验室"));
        samples.result(cdc, event, stool, Sample.Result.POSITIVE, "诺如病毒 GⅡ 型");
        int swab = samples.take(
                        cdc, event, new Samples.Taking(person, "HZ-A-0002", "肛拭子", "肠道致病菌培养", null, null, "2–8 ℃"))
                .number();
        samples.hand(cdc, event, swab, handed(Sample.Step.SENT, "样本转运员 老郑"));
    }

    private static Samples.Handing handed(Sample.Step step, String holder) {
        return new Samples.Handing(step, Instant.now(), holder, "包装完好，2–8 ℃");
    }

    private void meet(Caller cdc, long event, int source, int target, LocalDate today, boolean infected) {
        Meeting.Exposure exposure = infected ? Meeting.Exposure.LIVED_TOGETHER : Meeting.Exposure.MEAL;
        chains.meet(
                cdc,
                event,
                new Meeting(source, target, Meeting.Relation.NEIGHBOUR, exposure, today.minusDays(2), infected));
    }

    private static Told ill(
            String name,
            String county,
            Person.@Nullable Category category,
            LocalDate today,
            Classification classification,
            LocalDate onset) {
        LocalDate exposed = category == null ? null : today.minusDays(3);
        return told(
                name, "1986-04-12", "", county, category, exposed, category == null ? null : 7, classification, onset);
    }

    private static Told contact(String name, String county, LocalDate today, int place) {
        return told(
                name,
                (1950 + 6 * place) + "-09-03",
                "1000000000" + place,
                county,
                place < 6 ? Person.Category.CLOSE : Person.Category.GENERAL,
                today.minusDays(2),
                place == 7 ? 2 : 7,
                null,
                null);
    }

    private static Told told(
            String name,
            String birthDate,
            String phone,
            String county,
            Person.@Nullable Category category,
            @Nullable LocalDate exposed,
            @Nullable Integer followDays,
            @Nullable Classification classification,
            @Nullable LocalDate onset) {
        return new Told(
                null,
                name,
                "",
                "",
                birthDate,
                phone,
                "",
                "",
                "",
                county,
                category,
                exposed,
                followDays,
                classification,
                onset,
                null,
                null);
    }
}
