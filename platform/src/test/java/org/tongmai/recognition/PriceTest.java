package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PriceTest {

    @Test
    void patient_and_fund_together_pay_the_price_to_the_fen() {
        Random random = new Random(20260610);
        for (int i = 0; i < 10_000; i++) {
            Price price = new Price(random.nextInt(1_000_000), random.nextInt(101));

            assertThat(price.patientFen() + price.fundFen()).isEqualTo(price.fen());
            assertThat(price.fundFen()).isNotNegative();
            assertThat(price.patientFen()).isNotNegative();
        }
    }

    @Test
    void the_broken_fen_is_the_patients() {
        Price price = new Price(333, 70);

        assertThat(price.fundFen()).isEqualTo(233);
        assertThat(price.patientFen()).isEqualTo(100);
    }

    @Test
    void what_is_no_price_is_refused() {
        assertThatThrownBy(() -> new Price(-1, 70)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Price(100, 101)).isInstanceOf(IllegalArgumentException.class);
    }
}
