package org.tongmai.person.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.person.match.People.number;
import static org.tongmai.person.match.People.person;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PartitionTest {

    private static final String PHONE = "13957100001";

    @Test
    void joinsThroughAThirdRegistration() {
        var byNumber = person(1).named("陈静怡").born("1980-03-05").number(number("19800305", 12));
        var bridge = person(2)
                .named("陈静怡")
                .born("1980-03-05")
                .number(number("19800305", 12))
                .phone(PHONE);
        var byPhone = person(3).named("陈静怡").born("1980-03-05").phone(PHONE);

        assertThat(persons(List.of(byNumber, bridge, byPhone), List.of())).containsExactly(Set.of(1L, 2L, 3L));
    }

    @Test
    void neverJoinsTwoValidNumbersThroughAThirdWithout() {
        var one = person(1)
                .named("陈静怡")
                .woman()
                .born("1980-03-05")
                .number(number("19800305", 12))
                .phone(PHONE);
        var other = person(2)
                .named("陈静怡")
                .woman()
                .born("1980-03-05")
                .number(number("19800305", 14))
                .phone(PHONE);
        var without = person(3).named("陈静怡").woman().born("1980-03-05").phone(PHONE);

        List<Set<Long>> persons = persons(List.of(one, other, without), List.of());

        assertThat(persons).hasSize(2).noneMatch(person -> person.containsAll(Set.of(1L, 2L)));
    }

    @Test
    void anInstitutionsWordJoinsOtherNamesButNotTwoValidNumbers() {
        var one = person(1).named("孙丽").born("1985-05-05");
        var other = person(2).named("孙莉莉").born("1986-06-15");
        var mother = person(3).named("王芳").number(number("19800305", 12));
        var child = person(4).named("李浩").number(number("20150305", 14));

        assertThat(persons(List.of(one, other), List.of(new Word(1, 2, true, 1, true))))
                .containsExactly(Set.of(1L, 2L));
        assertThat(persons(List.of(mother, child), List.of(new Word(3, 4, true, 1, true))))
                .hasSize(2);
        assertThat(persons(List.of(mother, child), List.of(new Word(3, 4, true, 1, false))))
                .hasSize(1);
    }

    @Test
    void aWordOutweighsTheModel() {
        var one = person(1).named("王建国").number(number("19800305", 11));
        var renamed = person(2).named("王爱国").number(number("19800305", 11));
        var again = person(3).named("王建国").number(number("19800305", 11));

        assertThat(persons(List.of(one, renamed, again), List.of())).contains(Set.of(2L));
        assertThat(persons(List.of(one, renamed, again), List.of(new Word(1, 2, true, 1))))
                .containsExactly(Set.of(1L, 2L, 3L));
        assertThat(persons(List.of(one, again), List.of(new Word(1, 3, false, 1))))
                .containsExactlyInAnyOrder(Set.of(1L), Set.of(3L));
    }

    @RepeatedTest(50)
    void isTheSameInWhateverOrderRegistrationsCome(RepetitionInfo repetition) {
        var dice = new Random(repetition.getCurrentRepetition());
        List<People> people = crowd(dice);

        List<Set<Long>> once = persons(people, List.of());
        Collections.shuffle(people, dice);
        List<Set<Long>> again = persons(people, List.of());

        assertThat(again).containsExactlyInAnyOrderElementsOf(once);
    }

    /** Ambiguous on purpose: few names, dates, phones and numbers, freely mixed. */
    private static List<People> crowd(Random dice) {
        var people = new ArrayList<People>();
        for (int i = 0; i < 30; i++) {
            var someone = person(i)
                    .named(List.of("王伟", "王玮", "王薇", "王某", "王建国").get(dice.nextInt(5)))
                    .born("1980-03-0" + (1 + dice.nextInt(2)));
            if (dice.nextBoolean()) {
                someone.phone("1395710000" + dice.nextInt(2));
            }
            if (dice.nextInt(3) == 0) {
                someone.number(number("1980030" + (1 + dice.nextInt(2)), 11 + dice.nextInt(2)));
            }
            people.add(someone);
        }
        return people;
    }

    private static List<Set<Long>> persons(List<People> people, List<Word> words) {
        List<Registration> registrations =
                people.stream().map(People::registered).collect(Collectors.toCollection(ArrayList::new));
        return Partition.of(MatchModel.shipped(), registrations, words).stream()
                .map(Partition.Cluster::members)
                .toList();
    }
}
