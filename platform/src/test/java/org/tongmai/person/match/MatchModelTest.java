package org.tongmai.person.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.person.match.Judgement.Verdict.DIFFERENT;
import static org.tongmai.person.match.Judgement.Verdict.POSSIBLE;
import static org.tongmai.person.match.Judgement.Verdict.SAME;
import static org.tongmai.person.match.People.number;
import static org.tongmai.person.match.People.person;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatchModelTest {

    private static final String HOME = "浙江省杭州市西湖区文三路123号4幢501室";

    @Test
    void linksTheSameNumberUnderAnAgreeingName() {
        var one = person(1).named("王伟").number(number("19800305", 11));
        var other = person(2).named("王玮").number(number("19800305", 11)).phone("13957100001");

        expect(one, other, SAME, Judgement.Rule.SAME_NUMBER);
    }

    @Test
    void linksTheOldNumberOfFifteenDigits() {
        String now = number("19800305", 11);
        String then = now.substring(0, 6) + now.substring(8, 17);

        expect(person(1).named("王伟").number(now), person(2).named("王伟").number(then), SAME, Judgement.Rule.SAME_NUMBER);
    }

    @Test
    void neverLinksTheSameNumberUnderAnotherName() {
        var one = person(1)
                .named("王建国")
                .born("1980-03-05")
                .number(number("19800305", 11))
                .phone("13957100001");
        var other = person(2)
                .named("王建军")
                .born("1980-03-05")
                .number(number("19800305", 11))
                .phone("13957100001");

        expect(one, other, POSSIBLE, Judgement.Rule.SAME_NUMBER_OTHER_NAME);
        assertThat(judge(one, other).forbids()).isTrue();
    }

    @Test
    void linksWithoutANumberByNameBirthDateAndPhone() {
        var one = person(1).named("李秀英").woman().born("1955-08-17").phone("13957100001");
        var other = person(2).named("李秀英").woman().born("1955-08-17").phone("13957100001");

        expect(one, other, SAME, Judgement.Rule.WEIGHTS);
    }

    @Test
    void asksAboutACommonNameWithNothingButTheBirthDate() {
        var one = person(1).named("王伟").man().born("1985-08-17");
        var other = person(2).named("王伟").man().born("1985-08-17");

        assertThat(judge(one, other).verdict()).isNotEqualTo(SAME);
    }

    @Test
    void linksAcrossAMistypedNumberWithTransposedDigits() {
        String right = number("19800305", 12);
        String wrong = right.substring(0, 15) + right.charAt(16) + right.charAt(15) + right.charAt(17);
        var one = person(1).named("陈静怡").woman().born("1980-03-05").number(right);
        var other = person(2).named("陈静怡").woman().born("1980-03-05").number(wrong);

        expect(one, other, SAME, Judgement.Rule.WEIGHTS);
    }

    @Test
    void keepsTwinsApart() {
        var one = person(1)
                .named("张子涵")
                .man()
                .born("2015-06-01")
                .phone("13957100001")
                .address(HOME)
                .guardian("name 张丽");
        var other = person(2)
                .named("张子轩")
                .man()
                .born("2015-06-01")
                .phone("13957100001")
                .address(HOME)
                .guardian("name 张丽");

        expect(one, other, DIFFERENT, Judgement.Rule.OTHER_NAME);
        assertThat(judge(one, other).forbids()).isTrue();
    }

    @Test
    void keepsTwinsApartWhoseNamesSoundTheSame() {
        var one = person(1)
                .named("张嘉")
                .man()
                .born("2015-06-01")
                .number(number("20150601", 11))
                .phone("13957100001");
        var other = person(2)
                .named("张佳")
                .man()
                .born("2015-06-01")
                .number(number("20150601", 13))
                .phone("13957100001");

        assertThat(judge(one, other).verdict()).isNotEqualTo(SAME);
        assertThat(judge(one, other).forbids()).isTrue();
    }

    @Test
    void keepsFatherAndSonOfOneSoundApart() {
        var father = person(1)
                .named("陈建华")
                .man()
                .born("1960-02-11")
                .phone("13957100001")
                .address(HOME);
        var son = person(2)
                .named("陈剑华")
                .man()
                .born("1986-09-30")
                .phone("13957100001")
                .address(HOME);

        assertThat(judge(father, son).verdict()).isNotEqualTo(SAME);
    }

    @Test
    void keepsTheNewbornApartFromTheMother() {
        String mother = number("19900210", 24);
        var she = person(1)
                .named("张丽")
                .woman()
                .born("1990-02-10")
                .number(mother)
                .phone("13957100001")
                .address(HOME);
        var child = person(2)
                .named("张丽之子")
                .man()
                .born("2026-05-20")
                .number(mother)
                .phone("13957100001")
                .address(HOME);

        assertThat(judge(she, child).verdict()).isNotEqualTo(SAME);
        assertThat(judge(she, child).forbids()).isTrue();
    }

    @Test
    void asksWhetherTheNewbornIsTheChildNamedLater() {
        var newborn = person(1).named("张丽之子").man().born("2026-05-20").document("BIRTH_CERTIFICATE T330123456");
        var child = person(2).named("王浩然").man().born("2026-05-20").document("BIRTH_CERTIFICATE T330123456");

        expect(newborn, child, POSSIBLE, Judgement.Rule.STOPGAP_NAME);
    }

    @Test
    void forgivesTheMothersNumberWrittenForTheChild() {
        var one = person(1)
                .named("王浩然")
                .man()
                .born("2018-05-20")
                .number(number("20180520", 31))
                .phone("13957100001");
        var other = person(2)
                .named("王浩然")
                .man()
                .born("2018-05-20")
                .number(number("19900210", 24))
                .phone("13957100001");

        expect(one, other, SAME, Judgement.Rule.WEIGHTS);
    }

    @Test
    void explainsItselfHeaviestReasonFirst() {
        var explanation = judge(
                        person(1).named("王伟").number(number("19800305", 11)),
                        person(2).named("王玮").number(number("19800305", 11)))
                .explanation();

        assertThat(explanation.decided()).isEqualTo("linked");
        assertThat(explanation.rule()).isEqualTo("person.same-number@" + MatchModel.RULES + ".1");
        assertThat(explanation.facts().getFirst().name()).isEqualTo("resident-number");
        assertThat(explanation.toString()).doesNotContain("19800305").doesNotContain("王伟");
    }

    @Test
    void saysWhatWouldHaveChangedIt() {
        Registration one = person(1)
                .named("王伟")
                .man()
                .born("1985-08-17")
                .phone("13957100001")
                .registered();
        Registration other = person(2)
                .named("王伟")
                .man()
                .born("1985-08-17")
                .phone("13957100002")
                .registered();

        assertThat(MatchModel.shipped().judge(one, other).verdict()).isEqualTo(POSSIBLE);
        assertThat(MatchModel.shipped().wouldChange(one, other))
                .extracting(reason -> reason.words().zh())
                .contains("若身份证件号码相同，则判为同一人", "若电话相同，则判为同一人", "若姓名不同，则判为不同的人");
    }

    @Test
    void asksWhetherChildrenWithNamesThatSoundAlikeAreTwins() {
        var one = person(1)
                .named("张佳怡")
                .woman()
                .born("2018-05-04")
                .phone("13957100001")
                .address(HOME);
        var other = person(2)
                .named("张佳仪")
                .woman()
                .born("2018-05-04")
                .phone("13957100001")
                .address(HOME);

        expect(one, other, POSSIBLE, Judgement.Rule.PERHAPS_TWINS);
    }

    /** The card is a parent's, as the telephone is. */
    @Test
    void asksAboutTwinsWithOneCard() {
        for (String sister : List.of("张佳仪", "张佳", "张*怡", "ZHANG JIAYI")) {
            var one = person(1)
                    .named("张佳怡")
                    .woman()
                    .born("2018-05-04")
                    .phone("13957100001")
                    .address(HOME)
                    .document("CARD A12345678");
            var other = person(2)
                    .named(sister)
                    .woman()
                    .born("2018-05-04")
                    .phone("13957100001")
                    .address(HOME)
                    .document("CARD A12345678");

            expect(one, other, POSSIBLE, Judgement.Rule.PERHAPS_TWINS);
            assertThat(judge(one, other).forbids()).isTrue();
        }
    }

    @Test
    void asksAboutNearNamesWithOneCardWhereABirthDateIsNotTold() {
        var one = person(1).named("张佳怡").phone("13957100001").document("CARD A12345678");
        var other =
                person(2).named("张佳仪").born("2018-05-04").phone("13957100001").document("CARD A12345678");

        expect(one, other, POSSIBLE, Judgement.Rule.PERHAPS_TWINS);
    }

    @Test
    void linksOneCardUnderOneNameAndBirthDate() {
        var one = person(1).named("张佳怡").born("2018-05-04").document("CARD A12345678");
        var other = person(2).named("张佳怡").born("2018-05-04").document("CARD A12345678");

        expect(one, other, SAME, Judgement.Rule.SAME_DOCUMENT);
    }

    @Test
    void asksWhetherOneCardUnderTwoNamesIsLent() {
        var one = person(1).named("张子涵").born("2018-05-04").document("CARD A12345678");
        var other = person(2).named("张子轩").born("2018-05-04").document("CARD A12345678");

        expect(one, other, POSSIBLE, Judgement.Rule.SAME_NUMBER_OTHER_NAME);
        assertThat(judge(one, other).forbids()).isTrue();
    }

    /** A certificate of birth is the child's own, and its name was mended. */
    @Test
    void linksNearNamesOfOneBirthCertificate() {
        var one = person(1).named("张佳怡").born("2018-05-04").document("BIRTH_CERTIFICATE T330123456");
        var other = person(2).named("张佳仪").born("2018-05-04").document("BIRTH_CERTIFICATE T330123456");

        expect(one, other, SAME, Judgement.Rule.SAME_DOCUMENT);
    }

    /** Somebody else's number, taken over with the same other birth date. */
    @Test
    void asksAboutANumberThatContradictsItsBirthDate() {
        String number = number("19800305", 11);
        var one = person(1).named("欧阳静怡").woman().born("1991-07-12").number(number);
        var other = person(2).named("欧阳静怡").woman().born("1991-07-12").number(number);

        expect(one, other, POSSIBLE, Judgement.Rule.DOUBTED_NUMBER);
    }

    @Test
    void asksAboutANumberASlipFromItsBirthDateUnderANameThatIsNotQuiteTheSame() {
        String number = number("19800305", 11);
        var one = person(1).named("王伟").born("1980-03-05").number(number);
        var slipped = person(2).named("王伟").born("1980-03-15").number(number);
        var sister = person(3).named("王薇").born("1980-03-15").number(number);

        expect(one, slipped, SAME, Judgement.Rule.SAME_NUMBER);
        expect(one, sister, POSSIBLE, Judgement.Rule.DOUBTED_NUMBER);
    }

    private static void expect(People one, People other, Judgement.Verdict verdict, Judgement.Rule rule) {
        assertThat(judge(one, other).verdict()).isEqualTo(verdict);
        assertThat(judge(one, other).rule()).isEqualTo(rule);
        assertThat(judge(other, one)).isEqualTo(judge(one, other));
    }

    private static Judgement judge(People one, People other) {
        return MatchModel.shipped().judge(one.registered(), other.registered());
    }
}
