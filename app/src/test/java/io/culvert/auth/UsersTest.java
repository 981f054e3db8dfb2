package io.culvert.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsersTest {
  private static final PresharedKey KEY = key();
  private static final User ALI = new User("ali", new UserId(1), KEY);
  private static final User BEA = new User("bea", new UserId(2), KEY);
  private static final User CEM = new User("cem", new UserId(3), KEY);

  private static PresharedKey key() {
    return PresharedKey.generate(new SecureRandom());
  }

  @Test
  void findsAUserByTheIdOfAHandshake() {
    assertEquals(Optional.of(ALI), Users.of(ALI, BEA).find(new UserId(1)));
  }

  @Test
  void knowsNobodyElse() {
    assertEquals(Optional.empty(), Users.of(ALI).find(new UserId(2)));
  }

  @Test
  void refusesTwoUsersWithOneId() {
    User bea = new User("bea", ALI.id(), KEY);
    assertThrows(IllegalArgumentException.class, () -> Users.of(ALI, bea));
  }

  @Test
  void tellsRemovedUsersAndChangedOnesFromTheRest() {
    User newKey = new User("bea", BEA.id(), key());
    UserChanges changes = Users.of(ALI, BEA, CEM).changesTo(Users.of(newKey, CEM));
    assertEquals(new UserChanges(List.of(ALI), List.of(newKey)), changes);
  }

  @Test
  void anotherNameIsAChange() {
    User renamed = new User("alice", ALI.id(), KEY);
    UserChanges changes = Users.of(ALI).changesTo(Users.of(renamed));
    assertEquals(new UserChanges(List.of(), List.of(renamed)), changes);
  }

  @Test
  void aNewUserIsNoChangeForTheOthers() {
    assertTrue(Users.of(ALI).changesTo(Users.of(ALI, BEA)).isEmpty());
  }
}
