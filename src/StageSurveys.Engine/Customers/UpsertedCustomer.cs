namespace StageSurveys.Engine.Customers;

/// <summary>What became of one customer of a batch.</summary>
public enum UpsertStatus { Created, Updated, Unchanged, Rejected }

/// <summary>The answer to one item of <see cref="UpsertCustomers"/>, in the order of the input.</summary>
/// <param name="Status">An item whose customer stands in the batch more than once gets the status of all of them together.</param>
/// <param name="CustomerId">The customer's key; null when the item was rejected.</param>
/// <param name="Fault">Why the item was rejected, with the field named as in the message ("email", "attributes.sales.basket").</param>
public sealed record UpsertedCustomer(UpsertStatus Status, Guid? CustomerId, Fault? Fault)
{
    /// <summary>True when the customer is stored.</summary>
    public bool Accepted => CustomerId is not null;

    /// <summary>What an item did by itself: one whose customer stood in the batch before changed what was said there, or nothing.</summary>
    public UpsertStatus Alone { get; init; } = Status;
}

/// <summary>
/// Puts unlocked customers where the rules in force say, inside the caller's transaction. The Personas feature supplies it, so that customers
/// can be stored and assigned in one go without knowing what a rule is.
/// </summary>
public delegate Task AssignPersonas(Npgsql.NpgsqlConnection connection, Guid[] customerIds, CancellationToken cancel);

/// <summary>
/// Makes customers who name a company contacts of that company, inside the caller's transaction. The Accounts feature supplies it; it is told only of
/// customers whose company or role was named.
/// </summary>
public delegate Task FillContacts(Npgsql.NpgsqlConnection connection, Guid[] customerIds, CancellationToken cancel);
