namespace StageSurveys.Web.Features.People;

/// <summary>Somebody who signs in.</summary>
/// <param name="Closed">The sign-in does not work any more.</param>
/// <param name="Accounts">Accounts that the person looks after.</param>
public sealed record PersonLine(Guid Id, string Name, string Email, bool IsAdministrator, bool IsManager, bool Closed, int Accounts);

/// <summary>A password as it is shown once, to be handed over.</summary>
public sealed record NewPassword(string Name, string Email, string Password);

/// <summary>Everybody who signs in, and a form for another account manager.</summary>
public sealed record PeoplePage(IReadOnlyList<PersonLine> People, NewPassword? New, string Name, string Email);
